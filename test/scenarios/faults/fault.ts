import type { Severity } from '../../../src/model/finding.ts'
import type { NetworkKind, Stage } from '../namespaces.ts'

/** A call, or a try at one, that real programs make while something is wrong. */
export interface Fault {
  readonly programs: readonly string[]
  /** Private by default: all of one site. */
  readonly network?: NetworkKind
  run(stage: Stage): Promise<void>
  /** File in the directory of the run with the secrets of its TLS connections. */
  readonly keyLog?: string
  /** The findings above low that name what is wrong, with how bad they are; symptoms that lead back to these may stand beside them. */
  readonly finds: Readonly<Record<string, Severity>>
  /** The same on the loopback, where the tap is as near to the relay as to the callee, and no address is the internet's. */
  readonly findsBeside?: Readonly<Record<string, Severity>>
}
