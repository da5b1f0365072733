import { debian13With } from "../../containers/base-system";

/** What builds the stand-in, and reads Elixir's configuration; never on the host that runs it. */
export const builderBase = debian13With(["elixir", "erlang-inets", "erlang-os-mon", "erlang-ssl", "zip"]);

/** What the plan of a host with Pleroma installs, and a client. */
export const hostBase = debian13With([
    ...["acl", "bind9-dnsutils", "ca-certificates", "curl", "jq", "libimage-exiftool-perl", "libmagic1t64"],
    ...["libncurses6", "nginx", "openssl", "postgresql", "publicsuffix", "restic", "unzip"],
]);
