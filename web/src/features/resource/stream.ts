import type { Fault } from '../../api/types'
import { client, take } from '../../api/client'

/** How a stream ended: the code of a command, or why it could not be carried. */
export interface StreamEnd { code?: number; error?: Fault }
/** What a stream tells besides bytes. */
export interface StreamEvents { bytes: (data: Uint8Array) => void; open: () => void; end: (end: StreamEnd) => void }
export interface Stream { send: (data: string) => void; resize: (columns: number, rows: number) => void; close: () => void }

/** The address of a ticket's websocket, on this server when it names no other. */
export function socketAddress(url: string, here: string): string {
  const address = new URL(url, here)
  address.protocol = address.protocol === 'https:' || address.protocol === 'wss:' ? 'wss:' : 'ws:'
  return address.toString()
}

/** Asks for a ticket and opens its websocket: binary frames are bytes, text frames are control. */
export async function openStream(resource: string, verb: 'exec' | 'logs', inputs: Record<string, unknown>, events: StreamEvents): Promise<Stream> {
  const request = { params: { path: { id: resource } }, body: inputs }
  const ticket = await (verb === 'exec' ? take(client.POST('/api/v1/resources/{id}/actions/exec', request)) : take(client.POST('/api/v1/resources/{id}/actions/logs', request)))
  const socket = new WebSocket(socketAddress(ticket.url, location.href))
  socket.binaryType = 'arraybuffer'
  let end: StreamEnd = {}
  socket.onopen = () => events.open()
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (typeof data !== 'string') return events.bytes(new Uint8Array(data))
    try {
      const frame = JSON.parse(data) as StreamEnd & { type?: string }
      if (frame.type === 'exit' && frame.code !== undefined && frame.code !== null) end = { code: frame.code }
      if (frame.type === 'error' && frame.error) end = { error: frame.error }
    } catch {
      // A text frame that is no JSON carries nothing we know how to show.
    }
  }
  socket.onclose = () => events.end(end)
  const encoder = new TextEncoder()
  return {
    send: (data) => { if (socket.readyState === WebSocket.OPEN) socket.send(encoder.encode(data)) },
    resize: (columns, rows) => { if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'resize', columns, rows })) },
    close: () => { socket.onclose = null; socket.close() },
  }
}
