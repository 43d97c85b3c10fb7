using MiniStack.Api.Database;
using MiniStack.Api.Hosting;

try
{
    var app = ApiHost.Build(args);
    if (args is ["migrate"])
    {
        // For spec.api.migrate: waits for the database, makes the table and ends.
        var schema = app.Services.GetRequiredService<SchemaCreator>();
        await schema.StartAsync(CancellationToken.None);
        await schema.ExecuteTask!;
        return 0;
    }

    await app.RunAsync();
    return 0;
}
catch (InvalidSettingException e)
{
    Console.Error.WriteLine($"ERROR:    {e.Message}");
    return 1;
}
