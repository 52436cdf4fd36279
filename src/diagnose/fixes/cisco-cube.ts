import type { Product } from './product.ts'

/** Cisco IOS gateways and CUBE, CUCM included where the setting is the gateway's. */
export const ciscoCube: Product = {
  name: 'Cisco CUBE',
  claims: /cisco-sipgateway|^o=ciscosystemssip-gw|\bcube\b/i,
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
  },
}
