import { rule } from '../../rule.ts'

interface Values {
  readonly words: string
  readonly line: string
  readonly cause: 'endpoint' | 'password' | 'user'
}

/** How the products say it: Asterisk (PJSIP, chan_sip), FreeSWITCH, Kamailio and OpenSIPS. */
const SAYINGS: readonly (readonly [RegExp, Values['cause']])[] = [
  [/no matching endpoint found/i, 'endpoint'],
  [/failed to authenticate/i, 'password'],
  [/wrong password/i, 'password'],
  [/no matching peer found|peer .{1,60} is not supposed to register/i, 'endpoint'],
  [/username\/auth name mismatch/i, 'user'],
  [/can'?t find user|cannot locate user/i, 'user'],
  [/subscriber .{0,40}not found|no such user|user not found/i, 'user'],
]

export const endpointUnidentified = rule<'log', Values>({
  id: 'auth.endpoint-unidentified',
  category: 'auth',
  severity: 'high',
  sources: ['RFC 3261 §22', 'Asterisk res_pjsip_endpoint_identifier documentation'],
  title: 'The server does not know who is calling',
  examines: 'log',
  explains: [
    'auth.loop',
    'auth.403-after-credentials',
    'reg.failed',
    'signaling.call-failed',
    'signaling.response-403',
  ],
  issues: ['registration', 'endpoint'],
  meaning:
    'The PBX could not match the request to an endpoint or user of its configuration, so it challenges or refuses whatever comes.',
  fires: 'A log line beside the messages says that no endpoint or user matches, or that the password is wrong.',
  quiet: 'Lines about TLS or transport. Low where every call and registration of the input went well.',
  example: [
    "NOTICE: Request 'REGISTER' from '<sip:alice@192.0.2.10>' failed for '198.51.100.4:5060' - No matching endpoint found",
  ],
  recommendation:
    'Add the endpoint (user name, or the source address for a trunk without registration), and compare From user and realm with its configuration.',
  recipe: 'auth',
  verify: 'Verify: the log shows the endpoint and the request gets a 2xx.',
  applies: ({ event }) => event.topic !== 'tls',
  *check({ event }) {
    const found = SAYINGS.map(([saying, cause]) => ({ words: saying.exec(event.text)?.[0], cause })).find(
      ({ words }) => words,
    )
    if (!found?.words) return
    yield {
      values: { words: found.words, line: event.text.trim().slice(0, 200), cause: found.cause },
      proof: [{ event }],
      scope: [found.cause],
    }
  },
  weigh({ tally }) {
    const seen = tally.calls + tally.registrations
    const well = tally.failed === 0 && tally.registered === tally.registrations
    return seen > 0 && well
      ? { level: 'low', because: 'Every call and registration in the input went well: somebody else was refused' }
      : undefined
  },
  detail: ({ words, line }) => `A log line says "${words}": ${line}`,
  advise: ({ cause }) => ADVICE[cause],
})

const ADVICE: Readonly<Record<Values['cause'], string>> = {
  endpoint:
    'Give the endpoint a way to be identified: its user name in From, or for a trunk an identify/peer entry that matches the source address.',
  password: 'Set the same user name and password on both sides.',
  user: 'Create the user on the server, or correct user and domain in the client.',
}
