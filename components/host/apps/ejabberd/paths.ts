/** Of the distribution protocol between Erlang's nodes: whoever speaks it with the cookie owns the server. */
export const distributionPort = 5210;
