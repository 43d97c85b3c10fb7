using System.CommandLine;
using System.Text.RegularExpressions;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Commands;

/// <summary>The options that every verb takes.</summary>
public sealed partial class LabOptions
{
    private readonly Option<string> _name = new("--name")
    {
        Description = "Name of the cluster; clusters of other names live side by side",
        HelpName = "NAME",
        DefaultValueFactory = _ => ClusterSettings.DefaultName,
        Recursive = true,
    };

    private readonly Option<string> _provider = new("--provider")
    {
        Description = "How the cluster runs: kind (Docker), host (Debian, as root), or auto: whichever works here",
        DefaultValueFactory = _ => "auto",
        Recursive = true,
    };

    private readonly Option<string?> _nodeImage = new("--node-image")
    {
        Description = "kind's node image",
        HelpName = "IMAGE",
        Recursive = true,
    };

    private readonly Option<string?> _kindConfig = new("--kind-config")
    {
        Description = "kind's configuration file (default: kind-config.yaml of the repository)",
        HelpName = "FILE",
        Recursive = true,
    };

    public LabOptions()
    {
        _provider.AcceptOnlyFromAmong("auto", "kind", "host");
        _name.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !NamePattern().IsMatch(result.Tokens[^1].Value))
                result.AddError("--name takes at most 20 lower-case letters, digits and dashes, a letter first, no dash last.");
        });
        _kindConfig.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !File.Exists(result.Tokens[^1].Value))
                result.AddError($"--kind-config: the file {result.Tokens[^1].Value} is not there.");
        });
    }

    public void AddTo(RootCommand command)
    {
        command.Add(_name);
        command.Add(_provider);
        command.Add(_nodeImage);
        command.Add(_kindConfig);
    }

    public ProviderKind Provider(ParseResult parsed) => Enum.Parse<ProviderKind>(parsed.GetValue(_provider)!, ignoreCase: true);

    public ClusterSettings Settings(ParseResult parsed, string repositoryDirectory) => ClusterSettings.Create(
        parsed.GetValue(_name)!, repositoryDirectory, parsed.GetValue(_nodeImage), parsed.GetValue(_kindConfig));

    [GeneratedRegex("^[a-z]([-a-z0-9]{0,18}[a-z0-9])?$")]
    private static partial Regex NamePattern();
}
