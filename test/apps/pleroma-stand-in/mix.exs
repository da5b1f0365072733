defmodule Pleroma.MixProject do
  use Mix.Project

  def project do
    [
      app: :pleroma,
      version: System.get_env("STAND_IN_VERSION", "1.0.0"),
      elixir: "~> 1.14",
      releases: [
        pleroma: [
          include_executables_for: [:unix],
          config_providers: [{Pleroma.Config.ReleaseRuntimeProvider, []}],
          # The harsher case: the configuration, with its secrets, is written to RELEASE_TMP.
          reboot_system_after_config: true
        ]
      ]
    ]
  end

  def application do
    [mod: {Pleroma.Application, []}, extra_applications: [:logger, :crypto, :os_mon]]
  end
end
