import type { Product } from './product.ts'

/** Cisco IOS gateways and CUBE, CUCM included where the setting is the gateway's. */
export const ciscoCube: Product = {
  id: 'cisco-cube',
  name: 'Cisco CUBE',
  settings: {
    'nat-media': {
      brief: 'bind media and control of the dial-peer to the outside interface',
      text: 'dial-peer voice 100 voip\n voice-class sip bind control source-interface GigabitEthernet0/1\n voice-class sip bind media source-interface GigabitEthernet0/1',
    },
    'nat-signaling': {
      brief: 'bind control to the outside interface',
      text: 'dial-peer voice 100 voip\n voice-class sip bind control source-interface GigabitEthernet0/1',
    },
    codec: {
      brief: 'put the common codec into the voice class codec of the dial-peer',
      text: 'voice class codec 1\n codec preference 1 g711ulaw\n codec preference 2 g711alaw\ndial-peer voice 100 voip\n voice-class codec 1 offer-all',
    },
    ptime: { brief: 'set codec g711ulaw bytes 160', text: 'dial-peer voice 100 voip\n codec g711ulaw bytes 160' },
    auth: {
      brief: 'compare credentials and authentication under sip-ua, realm included',
      text: 'sip-ua\n credentials username USER password SECRET realm REALM\n authentication username USER password SECRET realm REALM',
    },
    srtp: {
      brief: 'set srtp on the dial-peer with a voice class srtp-crypto',
      text: 'dial-peer voice 100 voip\n srtp\n voice-class sip srtp-crypto 1',
    },
    rtcp: { brief: 'set ip rtcp report interval 5000', text: 'ip rtcp report interval 5000' },
    qos: {
      brief: 'set ip qos dscp ef media on the dial-peer',
      text: 'dial-peer voice 100 voip\n ip qos dscp ef media\n ip qos dscp cs3 signaling',
    },
    timeout: {
      brief: 'set retry invite 2 and an options-keepalive on the dial-peer',
      text: 'sip-ua\n retry invite 2\n timers trying 500\ndial-peer voice 100 voip\n voice-class sip options-keepalive',
    },
    route: {
      brief: 'keep SIP profiles away from Route, Record-Route, Contact and Via',
      text: 'sip-ua\n connection-reuse',
    },
    scan: {
      brief: 'list the carriers under ip address trusted list and set silent-discard untrusted',
      text: 'voice service voip\n ip address trusted list\n  ipv4 CARRIER MASK\n sip\n  silent-discard untrusted',
    },
    tls: {
      brief: 'renew the certificate of the trustpoint',
      text: 'crypto pki trustpoint SIP\nsip-ua\n transport tcp tls v1.2',
    },
    'udp-size': {
      brief: 'set session transport tcp on the dial-peer',
      text: 'dial-peer voice 100 voip\n session transport tcp',
    },
    'session-timer': {
      brief: 'set min-se 90 and session refresh',
      text: 'voice service voip\n sip\n  min-se 90\n  session refresh',
    },
    '100rel': {
      brief: 'set rel1xx to what the peer can do: supported, require or disable',
      text: 'dial-peer voice 100 voip\n voice-class sip rel1xx supported "100rel"',
    },
    'media-timeout': {
      brief: 'set media-inactivity-criteria all with timer receive-rtp',
      text: 'gateway\n media-inactivity-criteria all\n timer receive-rtp 1200\nip rtcp report interval 5000',
    },
    'asserted-identity': {
      brief: 'set asserted-id pai under voice service voip, sip',
      text: 'voice service voip\n sip\n  asserted-id pai',
    },
    transfer: {
      brief: 'use supplementary-service sip refer, or no supplementary-service sip refer to handle REFER locally',
      text: 'voice service voip\n no supplementary-service sip refer',
    },
    dtmf: {
      brief: 'set dtmf-relay rtp-nte on the dial-peer',
      text: 'dial-peer voice 100 voip\n dtmf-relay rtp-nte',
    },
    fax: {
      brief: 'set fax protocol t38 version 0 with fallback pass-through g711ulaw',
      text: 'voice service voip\n fax protocol t38 version 0 ls-redundancy 0 hs-redundancy 0 fallback pass-through g711ulaw',
    },
    vad: {
      brief: 'set no vad on the dial-peer',
      text: 'dial-peer voice 100 voip\n no vad',
    },
    'jitter-buffer': {
      brief: 'set playout-delay mode adaptive on the dial-peer',
      text: 'dial-peer voice 100 voip\n playout-delay mode adaptive',
    },
    alg: {
      brief: 'enter no ip nat service sip udp port 5060 on the router',
      text: 'no ip nat service sip udp port 5060\nno ip nat service sip tcp port 5060',
    },
    toll: {
      brief: 'list the allowed peers with ip address trusted list and turn silent-discard untrusted on',
      text: 'voice service voip\n ip address trusted list\n  ipv4 CARRIER_ADDRESS\n sip\n  silent-discard untrusted',
    },
    early: {
      brief: 'set disable-early-media 180 where a 180 with SDP confuses the caller',
      text: 'sip-ua\n disable-early-media 180',
    },
  },
}
