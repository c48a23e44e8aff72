import Commands
import Glibc

exit(ClienteleCommand.exitCode(of: Array(CommandLine.arguments.dropFirst())))
