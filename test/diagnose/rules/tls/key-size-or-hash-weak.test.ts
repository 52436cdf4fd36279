import { keySizeOrHashWeak } from '../../../../src/diagnose/rules/tls/key-size-or-hash-weak.ts'
import { capturing, certificate, handshake, refused } from '../../../support/handshakes.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const RSA_1024 = { serverCertificates: [certificate({ keyType: 'rsa', keyBits: 1024 })] }
const of = (own: Parameters<typeof certificate>[0]) => capturing(handshake({ serverCertificates: [certificate(own)] }))

testRule(keySizeOrHashWeak, {
  quiet: {
    'P-256': capturing(handshake()),
    'RSA 2048': of({ keyType: 'rsa', keyBits: 2048, signatureAlgorithm: 'sha256WithRSAEncryption' }),
    'the signature of a root': of({ signatureAlgorithm: 'sha1WithRSAEncryption', selfSigned: true }),
    'P-224': of({ keyBits: 224 }),
  },
  fires: {
    'RSA 1024': [capturing(handshake(RSA_1024)), {}, 'medium'],
    'a short curve': [of({ keyBits: 192 }), {}, 'medium'],
    'SHA-1': [of({ signatureAlgorithm: 'sha1WithRSAEncryption' }), {}, 'medium'],
    refused: [capturing(refused('bad_certificate', RSA_1024)), {}, 'high'],
    'a log line': [ladder`log "ERROR: SSL_CTX_use_certificate: ee key too small"`, {}, 'high'],
  },
  unproven: {
    'the certificate is encrypted': [capturing(handshake({ serverCertificates: undefined })), 'encrypted'],
  },
})
