namespace MiniStack.Lab.ControlPlane.Processes;

/// <summary>A program ended or did not get ready; the message is for the user and ends with its last log lines.</summary>
public sealed class ProcessFailedException(string message) : Exception(message);
