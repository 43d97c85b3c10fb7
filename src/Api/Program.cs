using MiniStack.Api.Database;
using MiniStack.Api.Hosting;

try
{
    var app = ApiHost.Build(args);
    await app.RunAsync();
    return 0;
}
catch (InvalidSettingException e)
{
    Console.Error.WriteLine($"ERROR:    {e.Message}");
    return 1;
}
