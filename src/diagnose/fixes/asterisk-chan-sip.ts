import type { Product } from './product.ts'

/** Asterisk with chan_sip (the only one up to 11, removed in 21); sip.conf. It names itself in the session name, PJSIP does not. */
export const asteriskChanSip: Product = {
  id: 'asterisk-chan-sip',
  name: 'Asterisk (chan_sip)',
  settings: {
    'nat-media': {
      brief: 'set externaddr, localnet and nat=force_rport,comedia in sip.conf',
      text: '[general]\nexternaddr=PUBLIC_IP\nlocalnet=LAN/CIDR\n\n[peer]\nnat=force_rport,comedia\ndirectmedia=no',
    },
    'nat-signaling': {
      brief: 'set externaddr and localnet, and nat=force_rport on the peer',
      text: '[general]\nexternaddr=PUBLIC_IP\nlocalnet=LAN/CIDR\n\n[peer]\nnat=force_rport,comedia',
    },
    codec: {
      brief: 'set disallow=all and then allow= with a codec the other side offers',
      text: '[peer]\ndisallow=all\nallow=ulaw\nallow=alaw',
    },
    ptime: { brief: 'set autoframing=yes, or allow=ulaw:20', text: '[peer]\nautoframing=yes\nallow=ulaw:20' },
    auth: {
      brief: 'compare defaultuser, secret and the realm of the peer',
      text: '[peer]\ndefaultuser=USER\nsecret=SECRET\nfromuser=USER\nfromdomain=DOMAIN',
    },
    srtp: { brief: 'set encryption=yes and transport=tls on the peer', text: '[peer]\nencryption=yes\ntransport=tls' },
    timeout: { brief: 'set qualify=yes and a shorter timerb', text: '[general]\ntimerb=8000\n\n[peer]\nqualify=yes' },
    scan: {
      brief: 'set allowguest=no and alwaysauthreject=yes, and let fail2ban read the security log',
      text: '[general]\nallowguest=no\nalwaysauthreject=yes\n\n[peer]\ndeny=0.0.0.0/0\npermit=CARRIER/CIDR',
    },
    tls: {
      brief: 'replace tlscertfile and reload',
      text: '[general]\ntlsenable=yes\ntlscertfile=/etc/asterisk/keys/asterisk.pem',
    },
    'session-timer': {
      brief: 'set session-timers=accept, session-expires=1800 and session-minse=90',
      text: 'session-timers=accept\nsession-expires=1800\nsession-minse=90',
    },
    'media-timeout': {
      brief: 'set rtptimeout=60',
      text: 'rtptimeout=60\nrtpholdtimeout=600',
    },
    dtmf: {
      brief: 'set dtmfmode=rfc2833',
      text: '[peer]\ndtmfmode=rfc2833',
    },
  },
}
