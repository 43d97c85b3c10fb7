using MiniStack.Lab.Deploy;
using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Tests.Kind;

public sealed class DockerImagesTests
{
    [Fact]
    public void Every_image_of_ours_has_a_Dockerfile_and_the_databases_are_pulled()
    {
        var repository = Repository.Find();

        foreach (var reference in StackImages.All)
        {
            var arguments = DockerImages.BuildArguments(reference, repository);

            Assert.Equal(!reference.StartsWith("postgres:", StringComparison.Ordinal), arguments is not null);
            if (arguments is null)
                continue;
            Assert.True(File.Exists(arguments[2]), arguments[2]);
            Assert.Equal(reference, arguments[4]);
            Assert.True(Directory.Exists(arguments[5]), arguments[5]);
        }
    }
}
