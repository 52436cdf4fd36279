import type { Product } from './product.ts'

/** FreeSWITCH, mod_sofia. */
export const freeswitch: Product = {
  id: 'freeswitch',
  name: 'FreeSWITCH',
  settings: {
    'nat-media': {
      brief: 'set ext-rtp-ip and ext-sip-ip of the profile (external_rtp_ip in vars.xml) to the public address',
      text: '<X-PRE-PROCESS cmd="set" data="external_rtp_ip=PUBLIC_IP"/>\n<param name="ext-rtp-ip" value="$${external_rtp_ip}"/>\n<param name="ext-sip-ip" value="$${external_sip_ip}"/>\n<param name="apply-nat-acl" value="nat.auto"/>\n<param name="local-network-acl" value="localnet.auto"/>',
    },
    'nat-signaling': {
      brief: 'set ext-sip-ip of the profile to the public address and apply-nat-acl to nat.auto',
      text: '<param name="ext-sip-ip" value="PUBLIC_IP"/>\n<param name="apply-nat-acl" value="nat.auto"/>',
    },
    codec: {
      brief: 'add a codec the other side offers to inbound-codec-prefs and outbound-codec-prefs',
      text: '<param name="inbound-codec-prefs" value="PCMU,PCMA,G722,OPUS"/>\n<param name="outbound-codec-prefs" value="PCMU,PCMA,G722,OPUS"/>\n<param name="inbound-codec-negotiation" value="generous"/>',
    },
    ptime: {
      brief: 'name the packetisation in the codec preferences, as in PCMU@20i',
      text: '<param name="inbound-codec-prefs" value="PCMU@20i,PCMA@20i"/>\n<param name="rtp-autofix-timing" value="true"/>',
    },
    auth: {
      brief: 'compare username, auth-username, password, realm and from-domain of the gateway',
      text: '<param name="username" value="USER"/>\n<param name="auth-username" value="USER"/>\n<param name="password" value="SECRET"/>\n<param name="realm" value="REALM"/>\n<param name="from-domain" value="DOMAIN"/>',
    },
    srtp: {
      brief: 'set rtp_secure_media=mandatory on the leg',
      text: '<action application="export" data="rtp_secure_media=mandatory"/>',
    },
    rtcp: {
      brief: 'set rtcp-audio-interval-msec=5000, since RTCP is off by default',
      text: '<param name="rtcp-audio-interval-msec" value="5000"/>\n<param name="rtcp-video-interval-msec" value="5000"/>',
    },
    qos: {
      brief: 'mark RTP with EF by an nftables rule, since FreeSWITCH leaves it to the host',
      text: 'nft add rule inet mangle output udp sport 16384-32768 ip dscp set ef',
    },
    timeout: {
      brief: 'set ping on the gateway and a shorter timer-t1 or call timeout',
      text: '<param name="ping" value="25"/>\n<param name="timer-t1" value="500"/>',
    },
    scan: {
      brief: 'set auth-calls=true and apply-inbound-acl, and accept-blind-auth=false',
      text: '<param name="auth-calls" value="true"/>\n<param name="apply-inbound-acl" value="trunks"/>\n<param name="accept-blind-auth" value="false"/>',
    },
    tls: {
      brief: 'replace agent.pem (key, certificate and chain) in tls-cert-dir and restart the profile',
      text: '<param name="tls-cert-dir" value="/etc/freeswitch/tls"/>\n<param name="tls-version" value="tlsv1.2,tlsv1.3"/>',
    },
    'udp-size': {
      brief: 'call the gateway with ;transport=tcp',
      text: '<param name="register-transport" value="tcp"/>\n<!-- dial string -->\nsofia/gateway/NAME/NUMBER;transport=tcp',
    },
    'session-timer': {
      brief: 'set enable-timer=true, session-timeout=1800 and minimum-session-expires=120',
      text: '<param name="enable-timer" value="true"/>\n<param name="session-timeout" value="1800"/>\n<param name="minimum-session-expires" value="120"/>',
    },
    '100rel': {
      brief: 'set enable-100rel on the profile to what the peer can do',
      text: '<param name="enable-100rel" value="true"/>',
    },
    'media-timeout': {
      brief: 'set media_timeout (rtp-timeout-sec before 1.10) to 60 seconds',
      text: '<action application="set" data="media_timeout=60000"/>',
    },
    'asserted-identity': {
      brief: 'set sip_cid_type=pid, as caller-id-type in the profile or as a variable of the bridge',
      text: '<param name="caller-id-type" value="pid"/>\n<!-- or per call -->\n<action application="set" data="sip_cid_type=pid"/>',
    },
    transfer: {
      brief: 'leave disable-transfer=false in the SIP profile',
      text: '<param name="disable-transfer" value="false"/>',
    },
    dtmf: {
      brief: 'set dtmf-type=rfc2833 in the SIP profile',
      text: '<param name="dtmf-type" value="rfc2833"/>',
    },
    fax: {
      brief: 'set t38-passthru=true, or fax_enable_t38 and fax_enable_t38_request for its own fax',
      text: '<action application="set" data="t38-passthru=true"/>',
    },
    vad: {
      brief: 'set suppress-cng=true and vad=none in the SIP profile',
      text: '<param name="suppress-cng" value="true"/>\n<param name="vad" value="none"/>',
    },
    'jitter-buffer': {
      brief: 'set jitterbuffer_msec=60:200:20 on the leg that receives the audio',
      text: '<action application="set" data="jitterbuffer_msec=60:200:20"/>',
    },
    'reg-nat': {
      brief: 'set nat-options-ping=true in the SIP profile, or ping on the gateway',
      text: '<param name="nat-options-ping" value="true"/>\n<param name="ping" value="25"/>',
    },
    toll: {
      brief: 'set auth-calls=true and accept-blind-auth=false, and keep outbound routes out of the public context',
      text: '<param name="auth-calls" value="true"/>\n<param name="accept-blind-auth" value="false"/>',
    },
    early: {
      brief:
        'decide between pre_answer and answer in the dialplan, and set ignore_early_media on the B leg where needed',
      text: '<action application="pre_answer"/>\n<action application="set" data="ignore_early_media=true"/>',
    },
    webrtc: {
      brief: 'set wss-binding and apply-candidate-acl in the SIP profile',
      text: '<param name="wss-binding" value=":7443"/>\n<param name="apply-candidate-acl" value="wan.auto"/>',
    },
    ai: {
      brief: 'call the platform with ;transport=tls, and with rtp_secure_media=mandatory on that leg',
      text: '<action application="bridge" data="{rtp_secure_media=mandatory,absolute_codec_string=PCMU}sofia/external/sip:PROJECT_ID@sip.api.openai.com;transport=tls"/>',
    },
  },
}
