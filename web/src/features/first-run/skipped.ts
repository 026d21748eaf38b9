const key = 'yunqiao.firstRunSkipped'

/** Whether the person left the first run in this window; it is offered again next time. */
export const wasSkipped = () => sessionStorage.getItem(key) === 'yes'
export const skip = () => sessionStorage.setItem(key, 'yes')
