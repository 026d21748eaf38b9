const key = 'yunqiao.signedIn'

/** Whether this browser signed in before. Only a hint which entry to load: the session itself is a cookie that scripts cannot read. */
export const hasSignedIn = () => localStorage.getItem(key) === 'yes'
export const rememberSignedIn = () => localStorage.setItem(key, 'yes')
export const forgetSignedIn = () => localStorage.removeItem(key)
