import type { Product } from './product.ts'

/** Asterisk with res_pjsip (13 and later); pjsip.conf. */
export const asteriskPjsip: Product = {
  id: 'asterisk-pjsip',
  name: 'Asterisk (PJSIP)',
  settings: {
    'nat-media': {
      brief: 'set external_media_address, external_signaling_address and local_net in the PJSIP transport',
      text: '[transport]\nexternal_media_address=PUBLIC_IP\nexternal_signaling_address=PUBLIC_IP\nlocal_net=LAN/CIDR\n\n[endpoint]\nrtp_symmetric=yes\nforce_rport=yes\nrewrite_contact=yes\ndirect_media=no',
    },
    'nat-signaling': {
      brief:
        'set rewrite_contact=yes and force_rport=yes on the endpoint and external_signaling_address in the transport',
      text: '[endpoint]\nrewrite_contact=yes\nforce_rport=yes\n\n[transport]\nexternal_signaling_address=PUBLIC_IP\nlocal_net=LAN/CIDR',
    },
    codec: {
      brief: 'set disallow=all and then allow= with a codec the other side offers, such as ulaw,alaw',
      text: '[endpoint]\ndisallow=all\nallow=ulaw,alaw,g722\ncodec_prefs_incoming_offer=prefer:pending,operation:intersect,keep:all,transcode:allow',
    },
    ptime: {
      brief: 'set use_ptime=yes and name the packetisation with the codec, as in allow=ulaw:20',
      text: '[endpoint]\nuse_ptime=yes\ndisallow=all\nallow=ulaw:20,alaw:20',
    },
    auth: {
      brief:
        'compare username, password and realm of the [auth] section, and outbound_auth of the endpoint or registration',
      text: '[auth]\ntype=auth\nauth_type=userpass\nusername=USER\npassword=SECRET\n\n[endpoint]\noutbound_auth=AUTH_SECTION\nidentify_by=username,ip',
    },
    srtp: {
      brief: 'set media_encryption=sdes (over a TLS transport) or dtls on the endpoint',
      text: '[endpoint]\nmedia_encryption=sdes\nmedia_encryption_optimistic=no\ntransport=TLS_TRANSPORT',
    },
    rtcp: {
      brief: 'leave rtcp_mux=no unless the peer agrees to it, and open the port above each RTP port in the firewall',
      text: '[endpoint]\nrtcp_mux=no',
    },
    qos: {
      brief: 'set tos_audio=ef and cos_audio=5 on the endpoint',
      text: '[endpoint]\ntos_audio=ef\ncos_audio=5\n\n[transport]\ntos=cs3',
    },
    timeout: {
      brief:
        'qualify the peer with qualify_frequency on its aor, and shorten timer_b in [system] so that calls fail over',
      text: '[system]\ntype=system\ntimer_t1=500\ntimer_b=8000\n\n[aor]\nqualify_frequency=30',
    },
    scan: {
      brief: 'limit unidentified_request_count, restrict sources with an [acl], and let fail2ban read the security log',
      text: '[global]\nunidentified_request_count=3\nunidentified_request_period=5\n\n[acl]\ntype=acl\ndeny=0.0.0.0/0\npermit=CARRIER/CIDR',
    },
    tls: {
      brief: 'replace cert_file and priv_key_file of the TLS transport and reload the transport',
      text: '[transport-tls]\nprotocol=tls\ncert_file=/etc/asterisk/keys/fullchain.pem\npriv_key_file=/etc/asterisk/keys/privkey.pem\nmethod=tlsv1_2\nallow_reload=yes',
    },
    early: {
      brief:
        'choose with inband_progress whether early media comes from Asterisk, and let the dialplan use Progress() before Answer()',
      text: '[endpoint]\ninband_progress=no',
    },
    webrtc: {
      brief: 'set webrtc=yes on the endpoint of the browser and a WSS transport with a valid certificate',
      text: '[endpoint]\nwebrtc=yes\nmedia_use_received_transport=yes\n\n[transport-wss]\ntype=transport\nprotocol=wss',
    },
    'udp-size': {
      brief: 'let large requests go over TCP with disable_tcp_switch=no and a TCP transport, and allow fewer codecs',
      text: '[system]\ndisable_tcp_switch=no\n\n[transport-tcp]\ntype=transport\nprotocol=tcp\nbind=0.0.0.0',
    },
    stir: {
      brief: 'sign calls with a res_stir_shaken profile on the endpoint, and keep the clock by NTP',
      text: '[endpoint]\nstir_shaken_profile=PROFILE\n\n; stir_shaken.conf\n[PROFILE]\ntype=profile\nendpoint_behavior=attest',
    },
    'session-timer': {
      brief: 'set timers=yes, timers_sess_expires=1800 and timers_min_se=90 on the endpoint',
      text: '[endpoint]\ntimers=yes\ntimers_sess_expires=1800\ntimers_min_se=90',
    },
    '100rel': {
      brief: 'set 100rel on the endpoint to what the peer can do: yes, required, no or peer_supported',
      text: '[endpoint]\n100rel=yes',
    },
    'media-timeout': {
      brief: 'set rtp_timeout=60 on the endpoint',
      text: '[endpoint]\nrtp_timeout=60\nrtp_timeout_hold=600',
    },
    'asserted-identity': {
      brief: 'set send_pai=yes and send_rpid=no on the endpoint',
      text: '[endpoint]\nsend_pai=yes\nsend_rpid=no\ntrust_id_outbound=yes',
    },
    digest: {
      brief: 'set supported_algorithms_uas=SHA-256,MD5 in [global] (recent 20, 21 and 22)',
      text: '[global]\ntype=global\nsupported_algorithms_uas=SHA-256,MD5\nsupported_algorithms_uac=SHA-256,MD5',
    },
    transfer: {
      brief: 'set allow_transfer=yes on the endpoint',
      text: '[endpoint]\nallow_transfer=yes\nrefer_blind_progress=yes',
    },
    dtmf: {
      brief: 'set dtmf_mode=rfc4733 on the endpoint',
      text: '[endpoint]\ndtmf_mode=rfc4733',
    },
    fax: {
      brief: 'set t38_udptl=yes, t38_udptl_ec=redundancy and fax_detect=yes on the endpoint',
      text: '[endpoint]\nt38_udptl=yes\nt38_udptl_ec=redundancy\nt38_udptl_nat=yes\nfax_detect=yes',
    },
    'jitter-buffer': {
      brief: 'set JITTERBUFFER(adaptive)=default on the leg that receives the audio',
      text: 'same => n,Set(JITTERBUFFER(adaptive)=default)',
    },
    'reg-contacts': {
      brief: 'set max_contacts=1 and remove_existing=yes in the [aor]',
      text: '[phone-aor]\ntype=aor\nmax_contacts=1\nremove_existing=yes\nremove_unavailable=yes',
    },
    'reg-nat': {
      brief: 'set qualify_frequency=25 on the aor, or expiration=120 on an outbound registration',
      text: '[aor]\nqualify_frequency=25\n\n[registration]\nexpiration=120\n\n[global]\nkeep_alive_interval=25',
    },
    toll: {
      brief: 'put anonymous and trunk calls into contexts without outbound routes',
      text: '[anonymous-context]\nexten => _X.,1,Hangup(21)',
    },
    ai: {
      brief: 'give the endpoint of the platform a TLS transport and media_encryption=sdes',
      text: '[endpoint]\ntransport=TLS_TRANSPORT\nmedia_encryption=sdes\ndisallow=all\nallow=ulaw,alaw\ndtmf_mode=rfc4733',
    },
  },
}
