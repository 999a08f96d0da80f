package problem

import "maps"

func init() { maps.Copy(entries, importEntries) }

// importEntries is what the codes of imports say.
var importEntries = map[Code]entry{
	ImportInvalid: {422, map[string]text{
		"es-AR": {"La importación no sirve", "El número de la importación no es válido, o es de otro archivo o de otra persona. No se importó nada de esta parte y no se movió dinero. Volvé a leer el archivo e importalo de nuevo."},
		"pt-BR": {"A importação não serve", "O número da importação não é válido, ou é de outro arquivo ou de outra pessoa. Nada desta parte foi importado e nenhum dinheiro foi movido. Leia o arquivo de novo e importe outra vez."},
		"en":    {"The import will not do", "The import's number is not valid, or is that of another file or person. Nothing of this part was imported and no money moved. Read the file again and import it once more."},
	}},
}
