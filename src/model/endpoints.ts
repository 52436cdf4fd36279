import type { Transport } from './endpoint.ts'
import type { Micros } from './time.ts'

export type EndpointRole =
  | 'user-agent'
  | 'registrar'
  | 'proxy'
  | 'b2bua'
  | 'gateway'
  | 'media-server'
  | 'recording-server'
  | 'ai-platform'
  | 'scanner'

/** A SIP host: what it is, as it says and as it behaves, and what it did. */
export interface EndpointRecord {
  /** In order of first appearance, from 1. */
  readonly number: number
  readonly address: string
  /** Ports it sent from or received on, at most 10. */
  readonly ports: readonly number[]
  readonly transports: readonly Transport[]
  /** From `context.endpoints`, by order of appearance. */
  readonly label: string | undefined
  /** The surest first. */
  readonly roles: readonly { readonly role: EndpointRole; readonly confidence: number; readonly because: string }[]
  readonly product: EndpointProduct | undefined
  /** As its Allow, Supported and Allow-Events headers say, and what its offers and answers name; at most 40 each. */
  readonly methods: readonly string[]
  readonly options: readonly string[]
  readonly events: readonly string[]
  readonly codecs: readonly string[]
  /** SIP messages. */
  readonly sent: number
  readonly received: number
  /** Initial INVITEs it sent and got, each call once. */
  readonly callsMade: number
  readonly callsReceived: number
  /** Registrations it asked for, and those it was asked for. */
  readonly registrationsMade: number
  readonly registrationsReceived: number
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
}

/** What runs at a host. */
export interface EndpointProduct {
  /** Key of the product in our list; undefined for one that is not in it. */
  readonly id: string | undefined
  readonly name: string
  readonly vendor: string | undefined
  readonly version: string | undefined
  /** User-Agent or Server as written, which anybody can forge; undefined where it was only inferred. */
  readonly claimed: string | undefined
  /** What it was told by: a header it sent, the o= and s= lines it wrote, or the shape of what it generates. */
  readonly by: 'user-agent' | 'server' | 'description' | 'shape'
  /** 0..1: a claim of its own 0.9, one it may have passed on 0.6; shapes as documented less. */
  readonly confidence: number
  /** Message that shows it. */
  readonly message: number
}
