package problem

import "maps"

func init() { maps.Copy(entries, monthEntries) }

// monthEntries is what the codes of closing months say.
var monthEntries = map[Code]entry{
	MonthClosed: {409, map[string]text{
		"es-AR": {"Ese mes ya está cerrado", "Otra persona lo cerró antes, y un mes cerrado no cambia más. No se hizo nada y no se movió dinero. Mirá el cierre en Reportes."},
		"pt-BR": {"Esse mês já está fechado", "Outra pessoa o fechou antes, e um mês fechado não muda mais. Nada foi feito e nenhum dinheiro foi movido. Veja o fechamento em Relatórios."},
		"en":    {"That month is closed already", "Somebody else closed it before, and a closed month never changes. Nothing was done and no money moved. See the close in Reports."},
	}},
	MonthNotOver: {409, map[string]text{
		"es-AR": {"Ese mes todavía no terminó", "Un mes se cierra cuando terminó en el huso horario de la agencia. No se hizo nada y no se movió dinero. Cerralo después del último día."},
		"pt-BR": {"Esse mês ainda não terminou", "Um mês é fechado quando terminou no fuso horário da agência. Nada foi feito e nenhum dinheiro foi movido. Feche-o depois do último dia."},
		"en":    {"That month is not over", "A month is closed once it is over in the agency's time zone. Nothing was done and no money moved. Close it after its last day."},
	}},
	MonthOrder: {409, map[string]text{
		"es-AR": {"Antes hay que cerrar otro mes", "Los meses se cierran uno tras otro, desde el de la primera compra. No se hizo nada y no se movió dinero. Cerrá primero el que sigue al último cerrado."},
		"pt-BR": {"Antes é preciso fechar outro mês", "Os meses são fechados um após o outro, desde o da primeira compra. Nada foi feito e nenhum dinheiro foi movido. Feche primeiro o que segue ao último fechado."},
		"en":    {"Another month comes first", "Months are closed one after the other, from that of the first purchase on. Nothing was done and no money moved. Close the one after the last closed month first."},
	}},
}
