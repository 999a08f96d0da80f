package problem

import "maps"

func init() { maps.Copy(entries, agentEntries) }

// agentEntries is what the codes of agents, bank data and rates say.
var agentEntries = map[Code]entry{
	AgentInvalid: {422, map[string]text{
		"es-AR": {"Los datos del agente no sirven", "Falta un dato del agente o alguno no es válido. No se guardó nada y no se movió dinero. Corregí los campos marcados y volvé a guardar."},
		"pt-BR": {"Os dados do agente não servem", "Falta um dado do agente ou algum não é válido. Nada foi salvo e nenhum dinheiro foi movido. Corrija os campos marcados e salve de novo."},
		"en":    {"The agent's data will not do", "Something of the agent is missing or not valid. Nothing was stored and no money moved. Correct the fields that are marked and save again."},
	}},
	CodeTaken: {409, map[string]text{
		"es-AR": {"Ese código ya lo tiene otro agente", "Otro agente de la agencia tiene ese código. No se guardó nada y no se movió dinero. Elegí otro código."},
		"pt-BR": {"Esse código já é de outro agente", "Outro agente da agência tem esse código. Nada foi salvo e nenhum dinheiro foi movido. Escolha outro código."},
		"en":    {"Another agent has that code", "Another agent of the agency has that code. Nothing was stored and no money moved. Choose another code."},
	}},
	PSRTaken: {409, map[string]text{
		"es-AR": {"Ese PSR ya tiene dueño", "Uno de los PSR es de otro punto de venta. No se guardó nada y no se movió dinero. Revisá el número o quitalo primero del otro agente."},
		"pt-BR": {"Esse PSR já tem dono", "Um dos PSR é de outro ponto de venda. Nada foi salvo e nenhum dinheiro foi movido. Confira o número ou retire-o antes do outro agente."},
		"en":    {"That PSR is taken", "One of the PSRs belongs to another point of sale. Nothing was stored and no money moved. Check the number, or take it from the other agent first."},
	}},
	BankInvalid: {422, map[string]text{
		"es-AR": {"Los datos bancarios no sirven", "El CBU o CVU, el alias, el titular o su CUIT no son válidos. No se propuso ni cambió nada y no se movió dinero. Corregilos y volvé a proponerlos."},
		"pt-BR": {"Os dados bancários não servem", "O CBU ou CVU, o alias, o titular ou seu CUIT não são válidos. Nada foi proposto nem alterado e nenhum dinheiro foi movido. Corrija-os e proponha de novo."},
		"en":    {"The bank data will not do", "The CBU or CVU, the alias, the holder or their CUIT are not valid. Nothing was proposed or changed and no money moved. Correct them and propose them again."},
	}},
	BankSame: {409, map[string]text{
		"es-AR": {"Esos datos ya están vigentes", "Los datos bancarios propuestos son los que ya están vigentes. No cambió nada y no se movió dinero. No hace falta hacer nada."},
		"pt-BR": {"Esses dados já estão em vigor", "Os dados bancários propostos são os que já estão em vigor. Nada mudou e nenhum dinheiro foi movido. Não é preciso fazer nada."},
		"en":    {"That data is in force already", "The bank data that was proposed is what is in force. Nothing changed and no money moved. There is nothing to do."},
	}},
	BankChangeOpen: {409, map[string]text{
		"es-AR": {"Ya hay un cambio pendiente", "Ya hay un cambio de datos bancarios de este agente que espera a otra persona. No cambió nada y no se movió dinero. Esperá a que se decida, o que lo retire quien lo propuso."},
		"pt-BR": {"Já há uma alteração pendente", "Já há uma alteração de dados bancários deste agente à espera de outra pessoa. Nada mudou e nenhum dinheiro foi movido. Espere a decisão, ou que quem a propôs a retire."},
		"en":    {"A change is waiting already", "A change of this agent's bank data waits for another person. Nothing changed and no money moved. Wait until it is decided, or until whoever proposed it withdraws it."},
	}},
	RateInvalid: {422, map[string]text{
		"es-AR": {"La bonificación no sirve", "La bonificación va de 0 a 100 % y no puede empezar en el pasado. No se propuso nada y no se movió dinero. Corregila y volvé a proponerla."},
		"pt-BR": {"A bonificação não serve", "A bonificação vai de 0 a 100 % e não pode começar no passado. Nada foi proposto e nenhum dinheiro foi movido. Corrija-a e proponha de novo."},
		"en":    {"The rate will not do", "A rate goes from 0 to 100 % and cannot begin in the past. Nothing was proposed and no money moved. Correct it and propose it again."},
	}},
	RateChangeOpen: {409, map[string]text{
		"es-AR": {"Ya hay una bonificación pendiente", "Ya hay un cambio de bonificación que espera a otra persona. No cambió nada y no se movió dinero. Esperá a que se decida, o que lo retire quien lo propuso."},
		"pt-BR": {"Já há uma bonificação pendente", "Já há uma alteração de bonificação à espera de outra pessoa. Nada mudou e nenhum dinheiro foi movido. Espere a decisão, ou que quem a propôs a retire."},
		"en":    {"A rate is waiting already", "A change of the rate waits for another person. Nothing changed and no money moved. Wait until it is decided, or until whoever proposed it withdraws it."},
	}},
	ChangeClosed: {409, map[string]text{
		"es-AR": {"Este cambio ya se decidió", "El cambio ya se aprobó, se rechazó o se retiró. Tu pedido no cambió nada y no se movió dinero. Actualizá la página para ver cómo quedó."},
		"pt-BR": {"Esta alteração já foi decidida", "A alteração já foi aprovada, rejeitada ou retirada. Seu pedido não mudou nada e nenhum dinheiro foi movido. Atualize a página para ver como ficou."},
		"en":    {"This change is decided already", "The change was approved, rejected or withdrawn already. Your request changed nothing and moved no money. Refresh the page to see how it ended."},
	}},
}
