using PwshLite.Host;

return CommandLine.TryParse(args, out CommandLine? commandLine, out string? problem)
    ? new Session(commandLine).Run()
    : CommandLine.Reject(problem);
