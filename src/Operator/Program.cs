using MiniStack.Operator;
using MiniStack.Operator.Configuration;

return await CommandLine.Create(OperatorHost.RunAsync).Parse(args).InvokeAsync();
