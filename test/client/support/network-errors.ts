/** The errors that each runtime's `fetch` rejects with, in the shapes seen there. */

function coded(code: string, message: string, name = 'Error'): Error {
  return Object.assign(new Error(message), { code, name });
}

/** Node: a TypeError around the socket's or undici's own error. */
export function nodeError(code: string, message = `connect ${code} 192.0.2.1:443`, name = 'Error'): TypeError {
  return new TypeError('fetch failed', { cause: coded(code, message, name) });
}

/** Node, a host with several addresses: one error per address. Its code is the first one's. */
export function nodeErrors(...codes: string[]): TypeError {
  const errors = codes.map((code) => coded(code, `connect ${code} 192.0.2.1:443`));
  const cause = Object.assign(new AggregateError(errors, ''), { code: codes[0] });
  return new TypeError('fetch failed', { cause });
}

/** Bun: the code is on the error itself. */
export function bunError(code: string, message: string): Error {
  return coded(code, message);
}

/** Deno: no code; the message names the stage and quotes the operating system. */
export function denoError(reason: string): TypeError {
  return new TypeError(`error sending request for url (https://api.gptbots.ai/v1/human/close): ${reason}`);
}

/** Every shape that means: no connection was made, so nothing was sent. */
export const neverConnected: Record<string, unknown> = {
  'Node ECONNREFUSED': nodeError('ECONNREFUSED'),
  'Node ENOTFOUND': nodeError('ENOTFOUND', 'getaddrinfo ENOTFOUND api.gptbots.invalid'),
  'Node EAI_AGAIN': nodeError('EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.gptbots.ai'),
  'Node ENETUNREACH': nodeError('ENETUNREACH'),
  'Node EHOSTUNREACH': nodeError('EHOSTUNREACH'),
  'Node UND_ERR_CONNECT_TIMEOUT': nodeError(
    'UND_ERR_CONNECT_TIMEOUT',
    'Connect Timeout Error (attempted address: api.gptbots.ai:443, timeout: 10000ms)',
    'ConnectTimeoutError',
  ),
  'Node, all addresses refused': nodeErrors('ECONNREFUSED', 'ECONNREFUSED'),
  'Node, one address refused and one unreachable': nodeErrors('ECONNREFUSED', 'ENETUNREACH'),
  'Bun ConnectionRefused': bunError('ConnectionRefused', 'Unable to connect. Is the computer able to access the url?'),
  'Bun FailedToOpenSocket': bunError('FailedToOpenSocket', 'Was there a typo in the url or port?'),
  'Deno refused': denoError('client error (Connect): tcp connect error: Connection refused (os error 111)'),
  'Deno DNS': denoError(
    'client error (Connect): dns error: failed to lookup address information: Name or service not known',
  ),
  'Deno unreachable': denoError('client error (Connect): tcp connect error: Network is unreachable (os error 101)'),
  'Deno no route': denoError('client error (Connect): tcp connect error: No route to host (os error 113)'),
};

/** Every shape that means: the TLS handshake failed, so nothing was sent, and trying again would not help. */
export const failedHandshake: Record<string, unknown> = {
  'Node self-signed certificate': nodeError('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
  'Node self-signed in the chain': nodeError(
    'SELF_SIGNED_CERT_IN_CHAIN',
    'self-signed certificate in certificate chain',
  ),
  'Node unknown issuer': nodeError('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
  'Node expired': nodeError('CERT_HAS_EXPIRED', 'certificate has expired'),
  'Node other host': nodeError('ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames"),
  'Node alert': nodeError(
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    'error:0A00042E:SSL routines::tlsv1 alert protocol version',
  ),
  'Node EPROTO': nodeError('EPROTO', 'write EPROTO 80:error:0A000410:SSL routines::sslv3 alert handshake failure'),
  'Node closed before it was secure': nodeError(
    'ECONNRESET',
    'Client network socket disconnected before secure TLS connection was established',
  ),
  'Node, one address refused and one with a bad certificate': nodeErrors('ECONNREFUSED', 'CERT_HAS_EXPIRED'),
  'Bun unknown issuer': bunError('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
  'Bun other host': bunError('ERR_TLS_CERT_ALTNAME_INVALID', 'fetch failed'),
  'Deno unknown issuer': denoError('client error (Connect): invalid peer certificate: UnknownIssuer'),
};

/** Every shape after which the request may have arrived. */
export const unclear: Record<string, unknown> = {
  'Node ECONNRESET': nodeError('ECONNRESET', 'read ECONNRESET'),
  'Node EPIPE': nodeError('EPIPE', 'write EPIPE'),
  'Node UND_ERR_SOCKET': nodeError('UND_ERR_SOCKET', 'other side closed', 'SocketError'),
  'Node UND_ERR_HEADERS_TIMEOUT': nodeError('UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error', 'HeadersTimeoutError'),
  'Node ETIMEDOUT while reading': nodeError('ETIMEDOUT', 'read ETIMEDOUT'),
  'Node bad record in the middle': nodeError(
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'error:0A000119:SSL routines::decryption failed or bad record mac',
  ),
  'Node, one address refused and one reset': nodeErrors('ECONNREFUSED', 'ECONNRESET'),
  'Node, an AggregateError without errors': nodeErrors(),
  'Bun ECONNRESET': bunError('ECONNRESET', 'The socket connection was closed unexpectedly.'),
  'Deno closed': denoError('client error (SendRequest): connection closed before message completed'),
  'an error of somebody’s own': new Error('the proxy said no'),
  'a string': 'something',
  undefined: undefined,
  null: null,
};
