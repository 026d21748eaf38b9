/** Runs over items a few at a time and keeps the order of answers. */
export async function mapFew<Item, Answer>(items: Item[], run: (item: Item) => Promise<Answer>, atOnce = 4): Promise<Answer[]> {
  const answers: Answer[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) answers[index] = await run(items[index]!)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return answers
}
