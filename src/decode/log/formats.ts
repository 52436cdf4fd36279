import { ccsip } from './ccsip.ts'
import { chanSip } from './chan-sip.ts'
import { cucm } from './cucm.ts'
import type { LogFormat } from './envelope.ts'
import { expressway } from './expressway.ts'
import { followStream } from './follow-stream.ts'
import { ngrep } from './ngrep.ts'
import { pjsipLogger } from './pjsip-logger.ts'
import { pjsua } from './pjsua.ts'
import { sipp } from './sipp.ts'
import { siptrace } from './siptrace.ts'
import { sngrep } from './sngrep.ts'
import { tcpdump } from './tcpdump.ts'

/** Every format with an envelope of its own, in the order they are asked. What none knows is read by its start lines. */
export const FORMATS: readonly LogFormat[] = [
  pjsipLogger,
  siptrace,
  sngrep,
  ngrep,
  chanSip,
  tcpdump,
  pjsua,
  sipp,
  ccsip,
  cucm,
  expressway,
  followStream,
]
