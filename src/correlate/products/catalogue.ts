import type { EndpointRole } from '../../model/endpoints.ts'

/** A product that can be told from what it sends. */
export interface KnownProduct {
  readonly id: string
  readonly name: string
  readonly vendor: string | undefined
  /** What it usually is; undefined for a library that anything is built with. */
  readonly role: EndpointRole | undefined
  /** Of a User-Agent or Server header, and of the lines `o=<username>` and `s=<session name>` it writes. */
  readonly claims: RegExp
}

/** Names that SIP scanning tools give themselves. A few are ordinary test tools in honest hands: hence policy.testSources. */
export const SCANNER_NAMES: readonly RegExp[] = [
  /friendly-scanner/i,
  /friendly-request/i,
  /sipvicious/i,
  /\bsipcli\//i,
  /\bsip-scan\b/i,
  /\bsipsak\b/i,
  /\bsundayddr\b/i,
  /\biWar\b/,
  /\bsivus\b/i,
  /\bsmap\b/i,
  /\bsippts\b/i,
  /\bpplsip\b/i,
  /\bVaxSIPUserAgent\b/i,
  /\bsipscan\b/i,
  /^Test Agent$/i,
  /^SIP Call\//i,
]

const product = (
  id: string,
  name: string,
  vendor: string | undefined,
  role: EndpointRole | undefined,
  claims: RegExp,
): KnownProduct => ({ id, name, vendor, role, claims })

/** In the order they are asked: a product whose name holds another's comes first. */
export const KNOWN_PRODUCTS: readonly KnownProduct[] = [
  product(
    'sip-scanner',
    'SIP scanner',
    undefined,
    'scanner',
    new RegExp(SCANNER_NAMES.map(({ source }) => source).join('|'), 'i'),
  ),
  // chan_sip, the only one up to 11 and removed in 21, names itself in the session name; PJSIP does not.
  product(
    'asterisk-chan-sip',
    'Asterisk (chan_sip)',
    'Sangoma',
    'b2bua',
    /^asterisk pbx (1[01]?\.|\d{1,2}\.\S{1,40} chan_sip)|^s=asterisk pbx/i,
  ),
  product(
    'asterisk-pjsip',
    'Asterisk (PJSIP)',
    'Sangoma',
    'b2bua',
    /\basterisk|\bfpbx-|\bfreepbx|\bissabel|\belastix|\bvitalpbx|\bsangoma/i,
  ),
  product('freeswitch', 'FreeSWITCH', 'SignalWire', 'b2bua', /freeswitch|fusionpbx|signalwire|sofia-sip/i),
  product('opensips', 'OpenSIPS', undefined, 'proxy', /opensips/i),
  product('kamailio', 'Kamailio', undefined, 'proxy', /kamailio|openser|sip express router|\bser \(/i),
  product('cisco-cube', 'Cisco CUBE', 'Cisco', 'gateway', /cisco-sipgateway|^o=ciscosystemssip-gw|\bcube\b/i),
  product('oracle-sbc', 'Oracle SBC', 'Oracle', 'b2bua', /acme ?packet|oracle.{0,40}(sbc|session)|\besbc\b/i),
  product('audiocodes', 'AudioCodes', 'AudioCodes', 'gateway', /audiocodes|mediant|mp-?1\d\d|^o=audiocodesgw/i),
  product('3cx', '3CX', '3CX', 'b2bua', /3cx/i),
  product(
    'cisco-cucm',
    'Cisco Unified Communications Manager',
    'Cisco',
    'b2bua',
    /^cisco-cucm|^o=ciscosystemsccm-sip/i,
  ),
  product('cisco-gateway', 'Cisco VoIP gateway', 'Cisco', 'gateway', /^cisco voip gateway/i),
  product('cisco-vcs', 'Cisco Expressway', 'Cisco', 'b2bua', /^tandberg\/4\d{3} \(x\d/i),
  product('cisco-phone', 'Cisco phone', 'Cisco', 'user-agent', /^cisco-cp|^cisco\/spa|^linksys\/|^o=cisco-sipua/i),
  product('ribbon-sbc', 'Ribbon SBC', 'Ribbon', 'b2bua', /\bsonus|\bribbon|genband|^o=sonus_uac/i),
  product('teams-direct-routing', 'Microsoft Teams Direct Routing', 'Microsoft', 'b2bua', /microsoft\.pstnhub/i),
  product('skype-for-business', 'Skype for Business', 'Microsoft', 'b2bua', /^(rtcc|mediationserver|ocs|uccapi)\//i),
  product('avaya', 'Avaya', 'Avaya', 'b2bua', /^avaya/i),
  product('mitel', 'Mitel', 'Mitel', 'b2bua', /\bmitel|\baastra/i),
  product('broadworks', 'BroadWorks', 'Cisco', 'b2bua', /broadworks/i),
  product('metaswitch', 'Metaswitch', 'Metaswitch', 'b2bua', /metaswitch|perimeta/i),
  product('huawei', 'Huawei softswitch', 'Huawei', 'gateway', /huawei/i),
  product('cirpack', 'Cirpack', 'Cirpack', 'gateway', /cirpack/i),
  product('brekeke', 'Brekeke SIP Server', 'Brekeke', 'b2bua', /brekeke/i),
  product('repro', 'repro', 'reSIProcate', 'proxy', /^repro /i),
  product('sippy', 'Sippy Softswitch', 'Sippy', 'b2bua', /\bsippy/i),
  product('portasip', 'PortaSIP', 'PortaOne', 'b2bua', /portasip|portaone/i),
  product('vos3000', 'VOS3000', undefined, 'b2bua', /\bvos(2009|3000)/i),
  product('patton', 'Patton SmartNode', 'Patton', 'gateway', /\bpatton|smartnode/i),
  product('mediatrix', 'Mediatrix', 'Media5', 'gateway', /mediatrix/i),
  product('rtpengine', 'rtpengine', 'Sipwise', 'media-server', /rtpengine/i),
  product('jambonz', 'jambonz', 'jambonz', 'ai-platform', /\bjambonz/i),
  product('drachtio', 'drachtio', undefined, 'b2bua', /drachtio/i),
  product('livekit', 'LiveKit', 'LiveKit', 'ai-platform', /livekit/i),
  product('openai', 'OpenAI Realtime', 'OpenAI', 'ai-platform', /\bopenai/i),
  product('vapi', 'Vapi', 'Vapi', 'ai-platform', /\bvapi\b/i),
  product('retell', 'Retell AI', 'Retell AI', 'ai-platform', /\bretell\b|\bretell ?ai\b/i),
  product('bland', 'Bland AI', 'Bland AI', 'ai-platform', /\bbland[ .]?ai\b/i),
  product('elevenlabs', 'ElevenLabs', 'ElevenLabs', 'ai-platform', /\beleven ?labs\b/i),
  product('ultravox', 'Ultravox', 'Fixie', 'ai-platform', /\bultravox\b/i),
  product('daily', 'Daily (Pipecat)', 'Daily', 'ai-platform', /\bpipecat\b|\bdaily\.co\b/i),
  product('conversation-relay', 'Twilio ConversationRelay', 'Twilio', 'ai-platform', /\bconversation ?relay\b/i),
  product('telnyx-ai', 'Telnyx AI', 'Telnyx', 'ai-platform', /\btelnyx[ -]?ai\b/i),
  product('twilio', 'Twilio', 'Twilio', 'gateway', /twilio/i),
  product('telnyx', 'Telnyx', 'Telnyx', 'gateway', /telnyx/i),
  product('vonage', 'Vonage', 'Vonage', 'gateway', /vonage|nexmo/i),
  product('plivo', 'Plivo', 'Plivo', 'gateway', /plivo/i),
  product('bandwidth', 'Bandwidth', 'Bandwidth', 'gateway', /^bandwidth\b/i),
  product('yealink', 'Yealink', 'Yealink', 'user-agent', /yealink/i),
  product('poly', 'Poly', 'HP', 'user-agent', /polycom|^poly/i),
  product('snom', 'snom', 'snom', 'user-agent', /\bsnom/i),
  product('grandstream', 'Grandstream', 'Grandstream', 'user-agent', /grandstream/i),
  product('fanvil', 'Fanvil', 'Fanvil', 'user-agent', /fanvil/i),
  product('gigaset', 'Gigaset', 'Gigaset', 'user-agent', /gigaset/i),
  product('panasonic', 'Panasonic', 'Panasonic', 'user-agent', /panasonic/i),
  product('fritzbox', 'FRITZ!Box', 'AVM', 'user-agent', /fritz!?box|^avm /i),
  product('digium-phone', 'Digium phone', 'Sangoma', 'user-agent', /^digium d\d/i),
  product('zoiper', 'Zoiper', 'Zoiper', 'user-agent', /zoiper|^z \d|^[os]=z$/i),
  product('linphone', 'Linphone', 'Belledonne', 'user-agent', /linphone|belle-sip|^s=talk$/i),
  product('bria', 'Bria', 'CounterPath', 'user-agent', /\bbria\b|x-lite|counterpath/i),
  product('microsip', 'MicroSIP', undefined, 'user-agent', /microsip/i),
  product('jitsi', 'Jitsi', undefined, 'user-agent', /jitsi/i),
  product('baresip', 'baresip', undefined, 'user-agent', /baresip/i),
  product('jssip', 'JsSIP', undefined, 'user-agent', /jssip/i),
  product('sip-js', 'SIP.js', undefined, 'user-agent', /sip\.js/i),
  product('sipp', 'SIPp', undefined, 'user-agent', /\bsipp\b/i),
  product('pjsip', 'PJSIP library', undefined, undefined, /\bpjsua\b|^s=pjmedia/i),
]

export const productById = (id: string): KnownProduct | undefined => KNOWN_PRODUCTS.find((one) => one.id === id)
