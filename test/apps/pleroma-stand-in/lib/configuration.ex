defmodule Pleroma.Config.ReleaseRuntimeProvider do
  @behaviour Config.Provider

  @impl true
  def init(options), do: options

  @impl true
  def load(config, _options) do
    path = System.get_env("PLEROMA_CONFIG_PATH") || "/etc/pleroma/config.exs"
    %File.Stat{mode: mode} = File.lstat!(path)
    if Bitwise.band(mode, 0o027) > 0, do: raise("#{path} can be read by others, or changed by its group")
    Config.Reader.merge(config, Config.Reader.read!(path))
  end
end
