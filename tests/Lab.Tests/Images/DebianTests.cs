using MiniStack.Lab.ControlPlane.Debian;
using MiniStack.Lab.Images.Debian;

namespace MiniStack.Lab.Tests.Images;

public sealed class DebianTests
{
    private static readonly DebianArea[] Areas =
    [
        new("http://mirror.test/debian", "bookworm"),
        new("http://mirror.test/debian", "bookworm-updates"),
        new("http://mirror.test/debian-security", "bookworm-security"),
    ];

    [Fact]
    public void Another_release_is_looked_for_where_the_system_finds_its_own()
        => Assert.Equal(
            [
                "deb http://mirror.test/debian trixie main",
                "deb http://mirror.test/debian trixie-updates main",
                "deb http://mirror.test/debian-security trixie-security main",
            ],
            DebianSources.For("trixie", "bookworm", Areas, ""));

    [Fact]
    public void Without_a_Debian_archive_there_is_no_source()
        => Assert.Empty(DebianSources.For("trixie", "noble", Areas, ""));

    [Fact]
    public void Archives_of_others_and_those_that_do_not_answer_are_passed_over()
        => Assert.Equal(
            Areas,
            DebianArea.Parse(
                """
                'http://mirror.test/debian/dists/stable/InRelease' release 0
                'http://mirror.test/debian/dists/bookworm-updates/InRelease' updates 0
                'http://mirror.test/debian/dists/bookworm/InRelease' release 0
                'http://mirror.test/debian-security/dists/bookworm-security/InRelease' security 0
                'http://gone.test/debian/dists/bookworm/InRelease' gone 0
                'https://docker.test/linux/debian/dists/bookworm/InRelease' docker 0
                'https://node.test/./InRelease' flat 0
                """,
                file => file switch
                {
                    "release" => ["-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA256", "", "Origin: Debian", "Suite: stable", "Codename: bookworm", "SHA256:", " aa 1 main"],
                    "updates" => ["Origin: Debian", "Codename: bookworm-updates"],
                    "security" => ["Origin: Debian", "Label: Debian-Security", "Codename: bookworm-security"],
                    "docker" => ["Origin: Docker", "Codename: bookworm"],
                    _ => [],
                }));

    [Fact]
    public void Printed_uris_name_the_packages()
        => Assert.Equal(
            [new DebianPackage("libc6", "libc6_2.41-12_amd64.deb"), new DebianPackage("tzdata", "tzdata_2026a-1_all.deb")],
            DebianPackage.Parse("""
                Reading package lists...
                'http://mirror.test/t/tzdata_2026a-1_all.deb' tzdata_2026a-1_all.deb 12 MD5Sum:aa
                'http://mirror.test/g/libc6_2.41-12_amd64.deb' libc6_2.41-12_amd64.deb 34 MD5Sum:bb
                """));

    [Theory]
    [InlineData("./", "")]
    [InlineData("./bin/cat", "usr/bin/cat")]
    [InlineData("./lib64/ld-linux-x86-64.so.2", "usr/lib64/ld-linux-x86-64.so.2")]
    [InlineData("./usr/bin/cat", "usr/bin/cat")]
    [InlineData("./library/x", "library/x")]
    [InlineData("./.hidden", ".hidden")]
    public void Files_move_below_usr(string entry, string path) => Assert.Equal(path, UsrMerge.PathOf(entry));

    [Theory]
    [InlineData("usr/bin/psql", true)]
    [InlineData("usr/share/doc/libc6/copyright", true)]
    [InlineData("usr/share/doc/libc6/changelog.gz", false)]
    [InlineData("usr/share/man/man1/cat.1.gz", false)]
    [InlineData("usr/share/postgresql/17/postgresql.conf.sample", true)]
    [InlineData("usr/lib/postgresql/17/lib/llvmjit.so", false)]
    [InlineData("usr/lib/postgresql/17/lib/bitcode/x.bc", false)]
    public void A_recipe_leaves_out_what_only_installing_and_reading_need(string path, bool taken)
        => Assert.Equal(taken, Recipe("b").TakesFile(path));

    [Fact]
    public void A_recipe_leaves_out_packages_by_their_whole_name()
    {
        var recipe = Recipe("perl|libllvm.*");

        Assert.False(recipe.Takes(new DebianPackage("perl", "")));
        Assert.False(recipe.Takes(new DebianPackage("libllvm19", "")));
        Assert.True(recipe.Takes(new DebianPackage("perl-base", "")));
    }

    [Fact]
    public void A_new_version_of_a_package_gives_another_key()
    {
        var recipe = Recipe("x");

        Assert.Equal(recipe.KeyFor([new("a", "a_1_all.deb")]), recipe.KeyFor([new("a", "a_1_all.deb")]));
        Assert.NotEqual(recipe.KeyFor([new("a", "a_1_all.deb")]), recipe.KeyFor([new("a", "a_2_all.deb")]));
    }

    private static DebianRecipe Recipe(string without) => new("test", "trixie", [])
    {
        User = new DebianUser("app", 1000, "/", "/bin/sh"),
        WithoutPackages = without,
        WithoutFiles = @"/llvmjit[^/]*$|/bitcode/",
    };
}
