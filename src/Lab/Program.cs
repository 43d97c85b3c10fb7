using MiniStack.Lab.Commands;
using MiniStack.Lab.Ui;

return await new LabCommandLine(LabConsole.Create()).InvokeAsync(args);
