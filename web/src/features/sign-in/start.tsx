import { createRoot } from 'react-dom/client'
import { language } from '../../app/appearance'
import { startWords } from '../../app/i18n'
import { Root } from '../../app/Root'
import { SignIn } from './SignIn'

await startWords(language(), ['sign-in', 'app', 'lib'])
createRoot(document.getElementById('root')!).render(<Root><SignIn /></Root>)
