import type { Product } from './product.ts'

export const oracleSbc: Product = {
  id: 'oracle-sbc',
  name: 'Oracle SBC',
  settings: {
    'nat-media': {
      brief: 'set symmetric-latching enabled on the realm and nat-traversal always on the sip-interface',
      text: 'realm-config\n  symmetric-latching enabled\nsip-interface\n  nat-traversal always',
    },
    codec: {
      brief: 'set allow-codecs and add-codecs-on-egress in the codec-policy',
      text: 'codec-policy\n  allow-codecs PCMU PCMA\n  add-codecs-on-egress PCMU',
    },
    ptime: {
      brief: 'set packetization-time 20 and force-ptime enabled in the codec-policy',
      text: 'codec-policy\n  packetization-time 20\n  force-ptime enabled',
    },
    srtp: { brief: 'attach a media-sec-policy to the realm', text: 'realm-config\n  media-sec-policy SRTP' },
    rtcp: {
      brief: 'set rtcp-mux as the peer does, and hnt-rtcp enabled',
      text: 'realm-config\n  rtcp-mux enabled\nmedia-manager\n  hnt-rtcp enabled',
    },
    qos: { brief: 'set tos 0xb8 in the media-policy', text: 'media-policy\n  tos-settings audio 0xb8' },
    timeout: {
      brief: 'shorten trans-expire and ping the session-agent',
      text: 'sip-config\n  trans-expire 8\nsession-agent\n  ping-method OPTIONS;hops=0\n  ping-interval 30',
    },
    scan: {
      brief: 'set allow-anonymous agents-only on the sip-port',
      text: 'sip-interface\n  sip-port\n    allow-anonymous agents-only',
    },
    tls: {
      brief: 'renew the certificate-record of the tls-profile',
      text: 'tls-profile\n  end-entity-certificate NAME\n  tls-version tlsv12',
    },
    'udp-size': {
      brief: 'set options +max-udp-length=0 in sip-config, on a path that carries fragments, or use TCP',
      text: 'sip-config\n options +max-udp-length=0',
    },
    'session-timer': {
      brief: 'assign a session-timer-profile with 1800 and 90 seconds',
      text: 'session-timer-profile\n session-expires 1800\n min-se 90',
    },
    '100rel': {
      brief: 'set 100rel-interworking in the options of the sip-interface',
      text: 'sip-interface\n options 100rel-interworking',
    },
    transfer: {
      brief: 'set refer-call-transfer enabled on the realm or session-agent',
      text: 'realm-config\n refer-call-transfer enabled',
    },
    dtmf: {
      brief: 'set rfc2833-mode preferred and rfc2833-payload 101 on the sip-interface',
      text: 'sip-interface\n rfc2833-mode preferred\n rfc2833-payload 101',
    },
  },
}
