import type { Product } from './product.ts'

export const threeCx: Product = {
  id: '3cx',
  name: '3CX',
  settings: {
    'nat-media': {
      brief: 'set the public IP under Network, let the PBX deliver the audio of the trunk and run the Firewall Checker',
      text: 'Settings > Network: public IP\nTrunk > Options: PBX Delivers Audio = on\nRemote phones: Router Phone or SBC',
    },
    codec: {
      brief: 'reorder the Codec Priority of the trunk',
      text: 'Trunk > Options > Codec Priority: G.711 U-law, G.711 A-law',
    },
    auth: {
      brief: 'use the Authentication ID, which is not the extension number',
      text: 'User > Phone: Authentication ID and password',
    },
    timeout: {
      brief: 'check the outbound rule and the trunk server address',
      text: 'Trunk > General: Registrar/Server, port and transport',
    },
    scan: {
      brief: 'keep the automatic IP blacklist on and limit the trunk ports to the carrier',
      text: 'Advanced > Security: Anti-Hacking, Blacklist',
    },
    tls: {
      brief: 'renew the FQDN certificate and restart the SIP service',
      text: 'Settings > Parameters: Secure SIP certificate',
    },
    dtmf: {
      brief: 'choose RFC2833 as the DTMF method of the trunk',
      text: 'Trunk > Options > DTMF: RFC2833',
    },
  },
}
