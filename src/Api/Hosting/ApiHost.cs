using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Console;
using MiniStack.Api.Database;
using MiniStack.Api.Health;
using MiniStack.Api.Http;
using MiniStack.Api.Items;
using MiniStack.Api.Logging;
using Npgsql;

namespace MiniStack.Api.Hosting;

internal static class ApiHost
{
    private const int DefaultPort = 8000;
    private const int LongestBody = 64 * 1024;

    /// <exception cref="InvalidSettingException">The port or the database's settings cannot be used.</exception>
    public static WebApplication Build(string[] args)
    {
        // No file watch on appsettings.json: it takes one of the few inotify instances that all pods of a node share.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        var configuration = builder.Configuration;
        var services = builder.Services;

        if (ListenAddress(configuration) is { } address) builder.WebHost.UseUrls(address);
        // Microsoft's images set ASPNETCORE_HTTP_PORTS to 8080.
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
        });

        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.FormatterName = UvicornFormatter.FormatterName);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        services.AddSingleton<ConsoleFormatter, UvicornFormatter>();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Drain>();
        services.AddSingleton<IHostLifetime, DrainingLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainingLifetime.StopWithin);

        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // Numbers in strings are not read, so that the OpenAPI document calls a number a number.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.AddValidation();
        services.AddOpenApi(ApiDocument.Configure);

        services.AddSingleton(CreateDataSource(DatabaseSettings.Read(name => configuration[name])));
        services.AddSingleton<ItemDatabase>();
        services.AddSingleton<ItemStore>();
        services.AddSingleton<SchemaCreator>();
        services.AddHostedService(provider => provider.GetRequiredService<SchemaCreator>());

        var app = builder.Build();
        LogLifetime(app);
        app.UseMiddleware<DrainingRequests>();
        app.UseMiddleware<RequestLog>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseSwaggerUI(ApiDocument.Configure);
        app.MapOpenApi(ApiDocument.Route);
        app.MapHealth();
        app.MapItems();
        return app;
    }

    // --port, else PORT, else what ASP.NET Core was told by --urls or ASPNETCORE_URLS, else 8000.
    private static string? ListenAddress(ConfigurationManager configuration)
    {
        if (configuration["port"] is { Length: > 0 } text)
        {
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                throw new InvalidSettingException($"--port or PORT is '{text}', which is not a number from 0 to 65535.");
            return $"http://*:{port}";
        }

        return configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } ? null : $"http://*:{DefaultPort}";
    }

    private static NpgsqlDataSource CreateDataSource(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        return builder.Build();
    }

    private static void LogLifetime(WebApplication app)
    {
        Log.Starting(app.Logger, Environment.ProcessId);
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            Log.Started(app.Logger);
            foreach (var url in app.Urls)
            {
                var address = url.Replace("[::]", "0.0.0.0", StringComparison.Ordinal);
                Log.Listening(app.Logger, address);
            }
        });
        app.Lifetime.ApplicationStopping.Register(() => Log.Stopping(app.Logger));
        app.Lifetime.ApplicationStopped.Register(() => Log.Finished(app.Logger, Environment.ProcessId));
    }
}
