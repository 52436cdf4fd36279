/** The remedies that settings can bring about. */
export type RecipeName =
  | 'nat-media'
  | 'nat-signaling'
  | 'codec'
  | 'ptime'
  | 'auth'
  | 'srtp'
  | 'rtcp'
  | 'qos'
  | 'timeout'
  | 'route'
  | 'scan'
  | 'tls'
  | 'early'
  | 'webrtc'
  | 'udp-size'
  | 'stir'
  | 'session-timer'
  | '100rel'
  | 'media-timeout'
  | 'asserted-identity'

export interface Setting {
  /** Goes on from "In <product> ": `set a=b in c`. One clause, no full stop. */
  readonly brief: string
  /** The settings themselves, as that product's configuration writes them. */
  readonly text: string
}

/** What one product calls the things that have to be set. */
export interface Product {
  readonly name: string
  /** Whether a User-Agent or Server header, or the s= or o= line of a session description, is this product's. */
  readonly claims: RegExp
  readonly settings: Partial<Record<RecipeName, Setting>>
}
