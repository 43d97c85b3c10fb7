using MiniStack.Cli;

return await CommandLine.InvokeAsync(args, StatusCommand.RunAsync, Console.Error);
