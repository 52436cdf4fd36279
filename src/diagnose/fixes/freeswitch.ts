import type { Product } from './product.ts'

/** FreeSWITCH, mod_sofia. */
export const freeswitch: Product = {
  name: 'FreeSWITCH',
  claims: /freeswitch|^o=freeswitch|fusionpbx|signalwire|sofia-sip/i,
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
  },
}
