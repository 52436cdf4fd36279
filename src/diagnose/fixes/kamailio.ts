import type { Product } from './product.ts'

export const kamailio: Product = {
  id: 'kamailio',
  name: 'Kamailio',
  settings: {
    'nat-media': {
      brief:
        'call rtpengine_manage("replace-origin replace-session-connection") for requests that nat_uac_test("19") finds',
      text: 'if (nat_uac_test("19")) {\n  force_rport();\n  if (is_method("REGISTER")) fix_nated_register(); else set_contact_alias();\n}\nrtpengine_manage("replace-origin replace-session-connection");\n# rtpengine.conf: interface = priv/10.0.0.5!PUBLIC_IP',
    },
    'nat-signaling': {
      brief: 'use force_rport() and set_contact_alias(), and handle_ruri_alias() for requests within a dialog',
      text: 'force_rport();\nset_contact_alias();\n# in WITHINDLG\nhandle_ruri_alias();',
    },
    codec: {
      brief: 'let rtpengine transcode with codec-transcode-PCMU',
      text: 'rtpengine_manage("codec-transcode-PCMU codec-transcode-PCMA");',
    },
    ptime: {
      brief: 'give rtpengine ptime=20 ptime-reverse=20',
      text: 'rtpengine_manage("ptime=20 ptime-reverse=20");',
    },
    auth: {
      brief: 'challenge with the realm the users were stored under, usually $fd',
      text: 'if (!auth_check("$fd", "subscriber", "1")) { auth_challenge("$fd", "0"); exit; }',
    },
    srtp: {
      brief: 'give rtpengine RTP/SAVP with SDES or DTLS=passive',
      text: 'rtpengine_manage("RTP/SAVP SDES-on DTLS=passive");',
    },
    rtcp: {
      brief: 'let rtpengine pass or make RTCP (RTCP-mux-demux, generate-RTCP)',
      text: 'rtpengine_manage("RTCP-mux-demux generate-RTCP");',
    },
    qos: { brief: 'set tos=0xB8 in rtpengine', text: '# rtpengine.conf\ntos = 184' },
    timeout: {
      brief: 'set fr_timer to 2000-5000 ms and probe the targets with dispatcher pings',
      text: 'modparam("tm", "fr_timer", 3000)\nmodparam("tm", "fr_inv_timer", 120000)\nmodparam("dispatcher", "ds_ping_interval", 10)',
    },
    route: {
      brief:
        'call record_route() for INVITE and loose_route() first within a dialog, and advertise a reachable address',
      text: 'listen=udp:10.0.0.5:5060 advertise PUBLIC_IP:5060\nmodparam("rr", "enable_double_rr", 1)\nrecord_route();',
    },
    scan: {
      brief: 'drop known scanners by User-Agent and rate-limit with pike and an htable ban',
      text: 'if ($ua =~ "friendly-scanner|sipvicious|sipcli") { drop; }\nif (!pike_check_req()) { $sht(ipban=>$si) = 1; drop; }',
    },
    tls: {
      brief: 'replace the certificate named in tls.cfg and run kamcmd tls.reload',
      text: '[server:default]\nmethod = TLSv1.2+\ncertificate = /etc/kamailio/fullchain.pem\nprivate_key = /etc/kamailio/privkey.pem',
    },
    'udp-size': {
      brief: 'set udp_mtu=1300 and udp_mtu_try_proto=TCP',
      text: 'udp_mtu=1300\nudp_mtu_try_proto=TCP',
    },
    stir: {
      brief: 'sign with the stirshaken module, and keep the clock by NTP',
      text: 'loadmodule "stirshaken.so"\nstirshaken_add_identity("https://example.com/cert.pem", "A", "$fU", "$rU", "", "");',
    },
    'session-timer': {
      brief: 'set min_se of the sst module to 90',
      text: 'loadmodule "sst.so"\nmodparam("sst", "min_se", 90)',
    },
    digest: {
      brief: 'set algorithm to SHA-256 and qop to auth in the auth module',
      text: 'modparam("auth", "algorithm", "SHA-256")\nmodparam("auth", "qop", "auth")\nmodparam("auth", "nonce_expire", 300)',
    },
    'reg-contacts': {
      brief: 'match contacts by +sip.instance with outbound, or set max_contacts for registrar',
      text: 'modparam("registrar", "max_contacts", 1)\nmodparam("registrar", "outbound_mode", 1)',
    },
    'reg-nat': {
      brief: 'set natping_interval=25 and sipping_bflag in nathelper',
      text: 'modparam("nathelper", "natping_interval", 25)\nmodparam("nathelper", "sipping_bflag", 7)',
    },
    webrtc: {
      brief: 'let rtpengine bridge: ICE=force DTLS=passive RTP/SAVPF towards the browser',
      text: 'rtpengine_manage("ICE=force DTLS=passive RTP/SAVPF");',
    },
  },
}
