import type { Product } from './product.ts'

export const opensips: Product = {
  id: 'opensips',
  name: 'OpenSIPS',
  settings: {
    'nat-media': {
      brief: 'call rtpengine_offer() and rtpengine_answer() for callers that nat_uac_test() finds',
      text: 'if (nat_uac_test("diff-ip-src-via,diff-port-src-via,private-contact")) { force_rport(); fix_nated_contact(); }\nrtpengine_offer("replace-origin replace-session-connection");',
    },
    'nat-signaling': {
      brief: 'call force_rport() and fix_nated_contact()',
      text: 'force_rport();\nfix_nated_contact();',
    },
    codec: { brief: 'let rtpengine transcode', text: 'rtpengine_offer("codec-transcode-PCMU codec-transcode-PCMA");' },
    ptime: { brief: 'give rtpengine ptime=20 ptime-reverse=20', text: 'rtpengine_offer("ptime=20 ptime-reverse=20");' },
    auth: { brief: 'challenge with the realm the users were stored under', text: 'www_challenge("$fd", "auth");' },
    timeout: {
      brief: 'set fr_timeout and fr_inv_timeout, in seconds',
      text: 'modparam("tm", "fr_timeout", 5)\nmodparam("tm", "fr_inv_timeout", 120)',
    },
    route: {
      brief: 'call record_route() and loose_route()',
      text: 'record_route();\nmodparam("rr", "enable_double_rr", 1)',
    },
    scan: { brief: 'use pike and ratelimit', text: 'if (!pike_check_req()) { exit; }' },
    tls: {
      brief: 'replace the certificate of the tls_mgm domain and reload it',
      text: 'opensips-cli -x mi tls_reload',
    },
    'udp-size': {
      brief: 'force a TCP socket towards that peer',
      text: 'force_send_socket("tcp:PUBLIC_IP:5060");',
    },
    stir: {
      brief: 'sign with the stir_shaken module, and keep the clock by NTP',
      text: 'loadmodule "stir_shaken.so"\nstir_shaken_auth("A", "ORIGID", $var(cert), $var(key), "https://example.com/cert.pem");',
    },
    digest: {
      brief: 'set qop and the algorithms of the challenge in www_challenge()',
      text: 'www_challenge("", "auth", "MD5,SHA-256")',
    },
    'reg-nat': {
      brief: 'set natping_interval=25 in nathelper',
      text: 'modparam("nathelper", "natping_interval", 25)',
    },
  },
}
