/** Where a message or packet came from or went to. `address` is an IP literal (IPv6 without brackets, lower case), or in
 * pasted text sometimes a host name or a redaction token such as `x.x.x.x`, which is opaque: equal tokens are equal hosts. */
export interface Endpoint {
  readonly address: string
  readonly port: number | undefined
}

export type Transport = 'UDP' | 'TCP' | 'TLS' | 'WS' | 'WSS' | 'SCTP'

/** `address:port`, IPv6 in brackets. */
export function endpointText({ address, port }: Endpoint): string {
  const host = address.includes(':') ? `[${address}]` : address
  return port === undefined ? host : `${host}:${port}`
}
