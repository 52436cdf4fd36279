import type { Site } from '../site.ts'

/** Programs whose SIP is their own. */
export type Stack = 'SIPp' | 'baresip' | 'Kamailio' | 'Linphone' | 'Net::SIP'

/** A call, or what else a healthy network says, as real programs make it: nothing is wrong with it. */
export interface CleanCall {
  readonly stacks: readonly Stack[]
  /** Where its hosts live: documentation addresses, those of a private network, or IPv6. */
  readonly network?: 'public' | 'private' | 'IPv6'
  /** Each host is a machine of its own: for programs that send from whatever address they like. */
  readonly apart?: true
  run(site: Site): Promise<void>
}
