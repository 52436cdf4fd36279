import { audiocodes } from './audiocodes.ts'
import { avayaSbce } from './avaya-sbce.ts'
import { avayaSm } from './avaya-sm.ts'
import { baresip } from './baresip.ts'
import { broadworks } from './broadworks.ts'
import { dartSipUa, jssip, sipJs } from './browser-consoles.ts'
import { ccsip } from './ccsip.ts'
import { ceEndpoint } from './ce-endpoint.ts'
import { chanSip } from './chan-sip.ts'
import { ciscoPhone } from './cisco-phone.ts'
import { cms } from './cms.ts'
import { cucm } from './cucm.ts'
import { cue } from './cue.ts'
import type { LogFormat } from './envelope.ts'
import { expressway } from './expressway.ts'
import { genesys } from './genesys.ts'
import { homer } from './homer.ts'
import { honeypot } from './honeypot.ts'
import { kamailio } from './kamailio.ts'
import { linphone } from './linphone.ts'
import { lync } from './lync.ts'
import { ngrep } from './ngrep.ts'
import { opensipsTrace } from './opensips-trace.ts'
import { oracleSbc } from './oracle-sbc.ts'
import { pjsipLogger } from './pjsip-logger.ts'
import { pjsua } from './pjsua.ts'
import { ribbon } from './ribbon.ts'
import { sipp } from './sipp.ts'
import { siptrace } from './siptrace.ts'
import { sngrep } from './sngrep.ts'
import { snom } from './snom.ts'
import { socat } from './socat.ts'
import { tcpdump } from './tcpdump.ts'
import { uccapi } from './uccapi.ts'

/** Every format with an envelope of its own, in the order they are asked. What none knows is read by its start lines. */
export const FORMATS: readonly LogFormat[] = [
  pjsipLogger,
  siptrace,
  sngrep,
  ngrep,
  chanSip,
  tcpdump,
  homer,
  socat,
  pjsua,
  sipp,
  ccsip,
  cucm,
  expressway,
  opensipsTrace,
  cms,
  ceEndpoint,
  cue,
  lync,
  uccapi,
  audiocodes,
  oracleSbc,
  ribbon,
  avayaSm,
  avayaSbce,
  genesys,
  broadworks,
  honeypot,
  kamailio,
  linphone,
  baresip,
  jssip,
  sipJs,
  dartSipUa,
  ciscoPhone,
  snom,
]
