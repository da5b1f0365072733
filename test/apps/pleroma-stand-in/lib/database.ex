defmodule Pleroma.Repo do
  # The simple part of PostgreSQL's protocol, version 3: one query on one connection, rows as lists of text.
  def query(sql) do
    config = Application.fetch_env!(:pleroma, __MODULE__)
    path = Path.join(config[:socket_dir], ".s.PGSQL.5432")
    {:ok, socket} = :gen_tcp.connect({:local, path}, 0, [:binary, :local, active: false, packet: :raw])
    parameters = ["user", 0, config[:username], 0, "database", 0, config[:database], 0, 0]
    send_packet(socket, [<<196_608::32>>, parameters])
    result = with {:ok, _} <- answer(socket, []), do: (send_message(socket, ?Q, [sql, 0]); answer(socket, []))
    :gen_tcp.close(socket)
    result
  end

  defp send_message(socket, type, body), do: :gen_tcp.send(socket, [type, framed(body)])
  defp send_packet(socket, body), do: :gen_tcp.send(socket, framed(body))
  defp framed(body), do: [<<IO.iodata_length(body) + 4::32>>, body]

  # Up to ReadyForQuery.
  defp answer(socket, rows) do
    {:ok, <<type, size::32>>} = :gen_tcp.recv(socket, 5, 10_000)
    body = if size > 4, do: elem({:ok, _} = :gen_tcp.recv(socket, size - 4, 10_000), 1), else: ""

    case {type, body} do
      {?Z, _} -> {:ok, Enum.reverse(rows)}
      {?D, <<_::16, columns::binary>>} -> answer(socket, [columns(columns) | rows])
      {?E, _} -> {:error, body}
      {?R, <<kind::32, _::binary>>} when kind != 0 -> {:error, "asks for a password"}
      _ -> answer(socket, rows)
    end
  end

  defp columns(<<size::32, text::binary-size(size), rest::binary>>), do: [text | columns(rest)]
  defp columns(""), do: []
end

defmodule Pleroma.Release.Tasks do
  alias Pleroma.Repo

  def run(line) do
    Application.load(:pleroma)

    case String.split(line) do
      ["migrate"] -> migrate()
      ["user", "new", name, mail | options] -> create(name, mail, "--admin" in options)
      ["environment"] -> IO.puts(inspect({node(), System.get_env("CREDENTIALS_DIRECTORY")}))
    end
  end

  # Needs the extensions that only a superuser may be trusted to choose.
  defp migrate do
    version = Application.spec(:pleroma, :vsn)

    run!("CREATE TABLE IF NOT EXISTS schema_migrations (version text PRIMARY KEY)")
    run!("CREATE TABLE IF NOT EXISTS users (nickname citext PRIMARY KEY, mail text, admin boolean)")
    run!("CREATE INDEX IF NOT EXISTS users_trigrams ON users USING gin (mail gin_trgm_ops)")
    run!("SELECT uuid_generate_v4()")
    run!("INSERT INTO schema_migrations VALUES ('#{version}') ON CONFLICT DO NOTHING")
  end

  defp create(name, mail, admin) do
    run!("INSERT INTO users VALUES ('#{name}', '#{mail}', #{admin})")
    IO.puts("http://#{name}/password_reset/once")
  end

  defp run!(sql), do: {:ok, _} = Repo.query(sql)
end
