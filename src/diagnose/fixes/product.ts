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
  | 'alg'
  | 'vad'
  | 'ai'
  | 'toll'
  | 'reg-nat'
  | 'reg-contacts'
  | 'jitter-buffer'
  | 'fax'
  | 'dtmf'
  | 'transfer'
  | 'digest'
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
  /** As in the list of products that are known by what they send. */
  readonly id: string
  readonly name: string
  readonly settings: Partial<Record<RecipeName, Setting>>
}
