const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async function () {
  const settings = vscode.workspace.getConfiguration("clientele");
  client = new LanguageClient(
    "clientele",
    "Clientele",
    { command: settings.get("program"), args: ["lsp"] },
    {
      documentSelector: [{ language: "clientele" }],
      initializationOptions: settings,
      synchronize: { configurationSection: "clientele" },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
