import { activityAbove } from '../../../correlate/rtp/speech.ts'
import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { echoesOf } from '../../facts/echo.ts'
import { faxOffers } from '../../facts/fax.ts'
import { varies } from '../../facts/heard.ts'
import { wasHeld } from '../../facts/session.ts'
import { isOver } from '../../facts/stream-trust.ts'
import { directionOf, isTalk, placeOf, scopeOf, sendersMessage, streamProof } from '../../facts/streams.ts'
import { agentOf, humanSide } from '../../facts/voice-agent.ts'
import { type RuleContext, rule, type Weight } from '../../rule.ts'
import {
  BACKGROUND_DBOV,
  CLIPPED_SHARE,
  DBM0_AT_0_DBOV,
  FAINT_DBM0,
  LEVEL_MS,
  LOUD_DBM0,
  OFFSET_DBOV,
  OFFSET_VARIES_DB,
  OUT_OF_NOISE_DB,
  SPEECH_VARIES_DB,
  UNHEARD_DBOV,
} from '../../thresholds/sound.ts'

type What = 'clipped' | 'loud' | 'faint' | 'offset'

interface Values {
  readonly direction: string
  readonly what: What
  /** Of `clipped` percent of the samples; of `offset` dBov; else dBm0 of active speech. */
  readonly value: number
}

export const levelAbnormal = rule<'stream', Values>({
  id: 'media.level-abnormal',
  category: 'media',
  severity: 'low',
  sources: ['ITU-T P.56', 'ITU-T G.100.1', 'ITU-T G.711', 'chosen by us: -36 and -9 dBm0, 0.5 % clipped'],
  title: 'Speech too loud, too faint or clipped',
  examines: 'stream',
  observed: true,
  issues: ['loud', 'quiet', 'faint', 'volume', 'distorted', 'clipping', 'level'],
  meaning:
    'The speech itself is off: cut at full scale, far too loud or too faint, or shifted beside zero. No network setting mends that; it is the gain of a telephone, a gateway or a program.',
  fires:
    'Of 5 s of speech or more the active level is above -9 or below -36 dBm0, more than 0.5 % of the samples are at full scale, or their mean is above -30 dBov. Medium where a voice agent or speech recognition listens.',
  quiet:
    'Tones, fax, modems and steady music, which are not speech; hold and early media; what a microphone hears of the room or of an echo; encrypted media and codecs that are not decoded.',
  example: [
    'ssrc 0x1f2e3d4c, 192.0.2.10:4000 to 198.51.100.7:5000, PT 0 (PCMU): active level -6.8 dBm0, 2.1 % clipped',
  ],
  recommendation:
    'Set the gain of the sender so that speech is near -20 dBm0: microphone and headset first, then gain or automatic gain control of the gateway or bridge. Only one of them should amplify.',
  verify: 'Verify: speech of that direction between -30 and -12 dBm0, and no clipped samples.',
  *check({ stream, call }, context) {
    if (!isTalk(stream, call) || (call && (wasHeld(call) || faxOffers(call).length > 0))) return
    const found = abnormal(stream, call)
    if (!found) {
      if (stream.secure === true && isOver(stream, call, context.capture)) yield { insufficient: 'encrypted' }
      return
    }
    if (!varies(stream, found.what === 'offset' ? OFFSET_VARIES_DB : SPEECH_VARIES_DB)) return
    const place = placeOf(stream, call)
    const severity = weigh(stream, call, context)
    yield {
      values: { direction: directionOf(stream, call), ...found },
      proof: [streamProof(stream, figuresOf(stream))],
      scope: [...scopeOf(stream, call), found.what],
      ...(severity && { severity }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ direction, what, value }) => `The speech ${direction} ${SAYS[what](value)}.`,
})

const SAYS: Readonly<Record<What, (value: number) => string>> = {
  clipped: (value) => `is clipped: ${value.toFixed(1)} % of its samples are at full scale`,
  loud: (value) => `is too loud: ${value.toFixed(0)} dBm0 on average, where -20 is usual`,
  faint: (value) => `is too faint: ${value.toFixed(0)} dBm0 on average, where -20 is usual`,
  offset: (value) =>
    `is not around zero: the mean of its samples is at ${value.toFixed(0)} dBov, which clicks and takes room from loud speech`,
}

function abnormal(stream: RtpStream, call: Call | undefined): Pick<Values, 'what' | 'value'> | undefined {
  const { speech } = stream
  if (!speech) return undefined
  const { levels, activeMs } = speech
  const { activeDbov, clippedShare, offsetDbov } = levels
  if (activeMs >= LEVEL_MS) {
    if (clippedShare > CLIPPED_SHARE) return { what: 'clipped', value: 100 * clippedShare }
    if (activeDbov !== undefined && activeDbov + DBM0_AT_0_DBOV > LOUD_DBM0)
      return { what: 'loud', value: activeDbov + DBM0_AT_0_DBOV }
    if (offsetDbov !== undefined && offsetDbov > OFFSET_DBOV) return { what: 'offset', value: offsetDbov }
  }
  const faint = faintLevel(stream)
  if (faint === undefined || (call && echoesOf(call).some(({ back }) => back === stream))) return undefined
  return { what: 'faint', value: faint + DBM0_AT_0_DBOV }
}

/** Active level in dBov where it is too low, of all that stands out of the noise; undefined where it is not, or is no speech. */
function faintLevel({ speech, loudness }: RtpStream): number | undefined {
  if (!speech || !loudness) return undefined
  const { activeDbov, noiseDbov = UNHEARD_DBOV } = speech.levels
  if (activeDbov === undefined || activeDbov + DBM0_AT_0_DBOV > FAINT_DBM0 + OUT_OF_NOISE_DB) return undefined
  const { ms, dbov } = activityAbove(loudness.frames, Math.max(noiseDbov + OUT_OF_NOISE_DB, UNHEARD_DBOV))
  const isFaint = ms >= LEVEL_MS && dbov + DBM0_AT_0_DBOV < FAINT_DBM0 && dbov >= BACKGROUND_DBOV
  return isFaint ? dbov : undefined
}

function figuresOf({ speech }: RtpStream): string {
  const { levels, activeMs } = speech!
  const { activeDbov, clippedShare, offsetDbov } = levels
  const active =
    activeDbov === undefined ? 'no active level' : `active level ${(activeDbov + DBM0_AT_0_DBOV).toFixed(1)} dBm0`
  const offset = offsetDbov === undefined ? '' : `, mean of the samples ${offsetDbov.toFixed(0)} dBov`
  return `${active} in ${(activeMs / 1000).toFixed(1)} s of speech, ${(100 * clippedShare).toFixed(1)} % clipped${offset}`
}

/** A machine listens. */
function weigh(stream: RtpStream, call: Call | undefined, context: RuleContext): Weight | undefined {
  const agent = call && agentOf(call, context)
  if (agent && placeOf(stream, call)?.by === humanSide(agent))
    return { level: 'medium', because: 'A voice agent listens' }
  const asked = /\b(?:stt|asr|transcri\w*|speech.?recogni\w*)/i.exec(context.options.issue ?? '')
  return asked ? { level: 'medium', because: `The issue speaks of "${asked[0]}"` } : undefined
}
