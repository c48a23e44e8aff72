-- Starts `clientele lsp` for scripts. Options that it takes, before the first script is opened:
--
--     require("clientele").setup({ cmd = { "clientele", "lsp" }, settings = { store = "shop.db", asOf = "2026-06-30" } })
local M = { options = { cmd = { "clientele", "lsp" }, settings = {} }, clients = {} }

function M.setup(options)
  M.options = vim.tbl_deep_extend("force", M.options, options or {})
end

-- The folder that holds the repository, else the script's own.
local function root(path)
  local folder = vim.fn.fnamemodify(path, ":p:h")
  local git = vim.fn.finddir(".git", folder .. ";")
  return git ~= "" and vim.fn.fnamemodify(git, ":p:h:h") or folder
end

local function configuration(folder)
  local options = vim.tbl_isempty(M.options.settings) and vim.empty_dict() or M.options.settings
  return {
    name = "clientele",
    cmd = M.options.cmd,
    root_dir = folder,
    init_options = options,
    settings = { clientele = options },
    workspace_folders = { { uri = vim.uri_from_fname(folder), name = folder } },
    capabilities = M.options.capabilities,
    on_attach = M.options.on_attach,
  }
end

function M.start()
  local folder = root(vim.api.nvim_buf_get_name(0))
  if vim.lsp.start then
    return vim.lsp.start(configuration(folder))
  end
  -- Neovim before 0.8.
  if not M.clients[folder] then
    local config = configuration(folder)
    config.on_exit = function() M.clients[folder] = nil end
    M.clients[folder] = vim.lsp.start_client(config)
  end
  vim.lsp.buf_attach_client(0, M.clients[folder])
end

-- What a lens runs is the server's to do.
vim.lsp.commands["clientele.run"] = function(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  client.request("workspace/executeCommand", { command = command.command, arguments = command.arguments }, function(err)
    if err then vim.notify(err.message, vim.log.levels.ERROR) end
  end)
end

return M
