import { client, take } from '../../api/client'

/** What a stream tells besides bytes. */
export interface StreamEvents { bytes: (data: Uint8Array) => void; open: () => void; end: (code: number | undefined) => void }
export interface Stream { send: (data: Uint8Array | string) => void; close: () => void }

/** The address of a ticket's websocket, on this server when it names no other. */
export function socketAddress(url: string, here: string): string {
  const address = new URL(url, here)
  address.protocol = address.protocol === 'https:' || address.protocol === 'wss:' ? 'wss:' : 'ws:'
  return address.toString()
}

/** Asks for a ticket and opens its websocket: binary frames are bytes, a text frame says how it ended. */
export async function openStream(resource: string, verb: 'exec' | 'logs', inputs: Record<string, unknown>, events: StreamEvents): Promise<Stream> {
  const ticket = await take(client.POST('/api/v1/resources/{id}/actions/{verb}', { params: { path: { id: resource, verb } }, body: inputs }))
  const socket = new WebSocket(socketAddress(ticket.url!, location.href))
  socket.binaryType = 'arraybuffer'
  let exit: number | undefined
  socket.onopen = () => events.open()
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (typeof data !== 'string') return events.bytes(new Uint8Array(data))
    try {
      const frame = JSON.parse(data) as { type?: string; code?: number }
      if (frame.type === 'exit') exit = frame.code
    } catch {
      // A text frame that is no JSON carries nothing we know how to show.
    }
  }
  socket.onclose = () => events.end(exit)
  const encoder = new TextEncoder()
  return {
    send: (data) => { if (socket.readyState === WebSocket.OPEN) socket.send((typeof data === 'string' ? encoder.encode(data) : data) as Uint8Array<ArrayBuffer>) },
    close: () => { socket.onclose = null; socket.close() },
  }
}
