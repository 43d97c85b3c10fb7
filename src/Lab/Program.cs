using MiniStack.Lab.Commands;
using MiniStack.Lab.Host;
using MiniStack.Lab.Ui;

return args is [NodeInit.Verb, var stateDirectory]
    ? await NodeInit.RunAsync(stateDirectory)
    : await new LabCommandLine(LabConsole.Create()).InvokeAsync(args);
