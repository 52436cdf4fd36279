import type { Transport } from '../../model/endpoint.ts'

/** A platform for voice agents that is reached by a name of its own. */
export interface VoicePlatform {
  /** As in the list of products. */
  readonly id: string
  readonly name: string
  /** What it takes SIP over, as its documentation says; undefined for one that takes UDP too. */
  readonly transports: readonly Transport[] | undefined
}

const TLS_ONLY: readonly Transport[] = ['TLS']
const CONNECTED: readonly Transport[] = ['TCP', 'TLS']

const platform = (id: string, name: string, transports?: readonly Transport[]): VoicePlatform => ({
  ...{ id, name, transports },
})

/** By the domain that its SIP addresses end in, as each vendor documents it. */
const PLATFORMS: Readonly<Record<string, VoicePlatform>> = {
  'livekit.cloud': platform('livekit', 'LiveKit'),
  'jambonz.cloud': platform('jambonz', 'jambonz'),
  'jambonz.us': platform('jambonz', 'jambonz'),
  'vapi.ai': platform('vapi', 'Vapi'),
  'retellai.com': platform('retell', 'Retell AI'),
  'bland.ai': platform('bland', 'Bland AI'),
  // Their documented address is sip:NUMBER@sip.rtc.elevenlabs.io:5060;transport=tcp, or TLS on 5061.
  'elevenlabs.io': platform('elevenlabs', 'ElevenLabs', CONNECTED),
  // sip:PROJECT_ID@sip.api.openai.com;transport=tls, and the same at Azure.
  'api.openai.com': platform('openai', 'OpenAI Realtime', TLS_ONLY),
  'sip.ai.azure.com': platform('openai', 'OpenAI Realtime', TLS_ONLY),
  'ultravox.ai': platform('ultravox', 'Ultravox'),
  'sip.daily.co': platform('daily', 'Daily (Pipecat)'),
  'sip-us.daily.co': platform('daily', 'Daily (Pipecat)'),
}

const DOMAINS = Object.keys(PLATFORMS)
  .map((domain) => domain.replaceAll('.', '\\.'))
  .join('|')
/** The end of a host within a URI, an address with display name, or standing alone. */
const HOSTS = new RegExp(`(?:^|[@.:])(${DOMAINS})(?=[:;>?\\s]|$)`, 'i')

/** Characters of a header that are looked at. Chosen by us. */
const LOOKED_AT = 500

/** The platform whose domain the URIs of a text end in; undefined for any other host. */
export function voicePlatformAt(text: string): VoicePlatform | undefined {
  const [, domain] = HOSTS.exec(text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text) ?? []
  return domain === undefined ? undefined : PLATFORMS[domain.toLowerCase()]
}
