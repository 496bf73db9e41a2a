/** Words of up to four letters that stand beside others everywhere: two of them are not one word pulled apart. */
export const commonShortWords: ReadonlySet<string> = new Set(
  `a an the and or but not no nor so as at by for from in into of off on onto out over to up with
   i me my we us our you your he him his she her it its they them who what when how why all any some one two six ten
   is are am was were be been do did done has had have can will may must let get got go goes come see say said
   this that than then here just like more most much many few far near next new old big hot cold dark dim wet dry
   red blue gold gray grey pink tan low high left side back top long tall wide deep soft warm cool calm
   man men boy girl kid baby dog cat cow pig fox bear bird fish wolf lion duck owl bee ant bat rat
   sun moon star sky sea lake hill tree wood rock rose leaf snow rain fog mist wind fire ice sand road path
   car bus van boat ship bike ski cup bowl pen ink oil art map hat bag box bed door wall roof room home farm barn
   day night dawn dusk noon year time life view scene shot film lens photo town city park wild open full half
   made make take look show hold sits sit run runs ran walk fly flies eat eats play sing set cut put use used`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
