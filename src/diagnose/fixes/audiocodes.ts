import type { Product } from './product.ts'

export const audiocodes: Product = {
  id: 'audiocodes',
  name: 'AudioCodes',
  settings: {
    'nat-media': {
      brief: 'add the interface to the NAT Translation table and set NAT Mode on the media realm',
      text: 'Setup > IP Network > Core Entities > NAT Translation: source interface, target IP = PUBLIC_IP\nMedia Realm: NAT Mode / SBC Media Latching',
    },
    codec: {
      brief: 'extend the Allowed Audio Coders and Extension Coders groups of the IP profile',
      text: 'Coders & Profiles > IP Profile: Extension Coders Group, Allowed Audio Coders',
    },
    ptime: {
      brief: 'set Packetization Time 20 in the coder group',
      text: 'Coders & Profiles > Coder Groups: Packetization Time = 20',
    },
    srtp: {
      brief: 'set Media Security Mode to Secured in the IP profile',
      text: 'IP Profile: SBC Media Security Mode = Secured',
    },
    timeout: {
      brief: 'switch Proxy Keep-Alive to OPTIONS and Proxy Hot Swap on',
      text: 'Proxy Sets: Proxy Keep-Alive = Using OPTIONS, Proxy Hot Swap = Enable',
    },
    scan: {
      brief: 'attach an IDS policy and an access list to the interface',
      text: 'Intrusion Detection > IDS Policies; SIP Interface: firewall rules',
    },
    tls: {
      brief: 'load the new certificate into the TLS Context',
      text: 'IP Network > Security > TLS Contexts: Change Certificate',
    },
    'session-timer': {
      brief: 'set Session-Expires and Minimum Session-Expires of the IP profile',
      text: 'Session-Expires Time = 1800\nMinimum Session-Expires = 90',
    },
    '100rel': {
      brief: 'set the PRACK Mode of the IP profile to what the peer can do',
      text: 'PRACK Mode = Optional',
    },
    dtmf: {
      brief: 'set RFC 2833 Mode of the IP Profile to Extend',
      text: 'IP Profile > Media > RFC 2833 Mode = Extend',
    },
    vad: {
      brief: 'turn Silence Compression off in the coder group',
      text: 'Coder Groups > Silence Suppression = Disable',
    },
    'jitter-buffer': {
      brief: 'raise Dynamic Jitter Buffer Minimum Delay',
      text: 'Media > RTP/RTCP Settings > Dynamic Jitter Buffer Minimum Delay = 40',
    },
  },
}
